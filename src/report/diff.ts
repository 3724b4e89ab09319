import path from 'node:path'
import {
  createTwoFilesPatch,
  diffArrays,
  parsePatch,
  type StructuredPatch,
  type StructuredPatchHunk,
  structuredPatch,
} from 'diff'
import { shownPath } from '../source/shown-path.ts'
import type { Painter } from './paint.ts'

/** A unified diff that `git apply` takes: the two lines that name the file, and the hunks. */
export interface UnifiedDiff {
  readonly head: string
  readonly body: string
}

/** The unified diff between two texts of a file. */
export function unifiedDiff(file: string, before: string, after: string): UnifiedDiff {
  const name = patchPath(file)
  const [one, other] = [quoted(`a/${name}`), quoted(`b/${name}`)]
  // Git ends names with spaces with a tab, for `patch` to see where they end; and guesses no level with its own header.
  const end = name.includes(' ') ? '\t' : ''
  const patch = createTwoFilesPatch('', '', before, after, undefined, undefined, { context: 3 })
  return {
    head: `diff --git ${one} ${other}\n--- ${one}${end}\n+++ ${other}${end}\n`,
    body: patch.slice(patch.indexOf('\n@@') + 1),
  }
}

/** The hunks between two texts, with little context: for messages. */
export function hunks(before: string, after: string, context = 0): StructuredPatchHunk[] {
  return structuredPatch('', '', before, after, undefined, undefined, { context }).hunks
}

/** What changes between two lists of words: each run of words, and on which side alone it stands. */
export function changedWords(before: readonly string[], after: readonly string[]) {
  return diffArrays([...before], [...after]).map(({ value, added, removed }) => ({
    text: value.join(''),
    side: added ? ('after' as const) : removed ? ('before' as const) : undefined,
  }))
}

/** The files of a patch as git writes it, their names decoded. Throws where it is none. */
export function filesOf(patch: string): StructuredPatch[] {
  return parsePatch(patch)
}

/** Relative to the working directory where the file lies below it; else from the root, for `git apply --directory=/`. */
function patchPath(file: string): string {
  return shownPath(path.resolve(file)).split(path.sep).join('/').replace(/^\//, '')
}

/** A name as git quotes it where it holds what would end it. */
function quoted(name: string): string {
  if (!/["\\\p{Cc}]/u.test(name)) return name
  return `"${name.replace(/["\\]/g, '\\$&').replace(/\p{Cc}/gu, char => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`
}

/** Colours a unified diff as git does. */
export function paintDiff(diff: string, paint: Painter): string {
  const painted = (line: string): string => {
    if (/^(diff --git|---|\+\+\+) /.test(line)) return paint.bold(line)
    if (line.startsWith('@@')) return paint.cyan(line)
    if (line.startsWith('+')) return paint.green(line)
    return line.startsWith('-') ? paint.red(line) : line
  }
  return diff.split('\n').map(painted).join('\n')
}
