import path from 'node:path'

/** A path as messages show it: relative to the working directory where it lies below it, else as it was given. */
export function shownPath(file: string): string {
  const relative = path.relative(process.cwd(), path.resolve(file))
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative
}
