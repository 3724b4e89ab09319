import path from 'node:path'
import { createTwoFilesPatch, type StructuredPatchHunk, structuredPatch } from 'diff'
import type { Painter } from './paint.ts'

/** A unified diff between two texts of a file that `git apply` takes; empty where they are the same. */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return ''
  const patch = createTwoFilesPatch(`a/${patchPath(file)}`, `b/${patchPath(file)}`, before, after, undefined, undefined, { context: 3 })
  return patch.replace(/^=+\n/, '')
}

/** The hunks between two texts, with little context: for messages. */
export function hunks(before: string, after: string, context = 0): StructuredPatchHunk[] {
  return structuredPatch('', '', before, after, undefined, undefined, { context }).hunks
}

/** Relative to the working directory where the file lies below it; else from the root, for `git apply --directory=/`. */
function patchPath(file: string): string {
  return file.split(path.sep).join('/').replace(/^(\.?\/)+/, '')
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
