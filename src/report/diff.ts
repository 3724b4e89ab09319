import path from 'node:path'
import { createTwoFilesPatch, type StructuredPatchHunk, structuredPatch } from 'diff'
import type { Painter } from './paint.ts'

/** A unified diff that `git apply` takes: the two lines that name the file, and the hunks. */
export interface UnifiedDiff {
  readonly head: string
  readonly body: string
}

/** The unified diff between two texts of a file. */
export function unifiedDiff(file: string, before: string, after: string): UnifiedDiff {
  const name = patchPath(file)
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, { context: 3 })
  const body = patch.indexOf('\n@@') + 1
  return { head: patch.slice(0, body).replace(/^=+\n/, ''), body: patch.slice(body) }
}

/** The hunks between two texts, with little context: for messages. */
export function hunks(before: string, after: string, context = 0): StructuredPatchHunk[] {
  return structuredPatch('', '', before, after, undefined, undefined, { context }).hunks
}

/** Relative to the working directory where the file lies below it; else from the root, for `git apply --directory=/`. */
function patchPath(file: string): string {
  return file
    .split(path.sep)
    .join('/')
    .replace(/^(\.?\/)+/, '')
}

/** Colours a unified diff as git does. */
export function paintDiff(diff: string, paint: Painter): string {
  const painted = (line: string): string => {
    if (/^(---|\+\+\+) /.test(line)) return paint.bold(line)
    if (line.startsWith('@@')) return paint.cyan(line)
    if (line.startsWith('+')) return paint.green(line)
    return line.startsWith('-') ? paint.red(line) : line
  }
  return diff.split('\n').map(painted).join('\n')
}
