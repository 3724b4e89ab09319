import { lineStart } from '../syntax/lines.ts'
import type { Excerpt, Place } from './report.ts'

/** How many units of a format a piece of source is long. */
type Measure = (text: string) => number

/** UTF-16 code units, as editors and SARIF's `utf16CodeUnits` count. */
export const utf16Units: Measure = text => text.length

/** Bytes of UTF-8, as reviewdog counts. */
export const utf8Bytes: Measure = text => Buffer.byteLength(text)

/** The columns of a place, from 1, in the unit of a format. */
export function columnsOf(
  { start, end }: Place,
  path: string,
  source: readonly Excerpt[],
  measure: Measure,
): { readonly column: number; readonly endColumn: number } {
  const column = (offset: number) => {
    const { text, at } = locate(offset, path, source)
    return measure(text.slice(lineStart(text, at), at)) + 1
  }
  return { column: column(start), endColumn: column(end) }
}

/** The excerpt that an offset of a file lies in, and where in it. */
function locate(offset: number, path: string, source: readonly Excerpt[]): { text: string; at: number } {
  const excerpt = source.findLast(excerpt => excerpt.path === path && excerpt.start <= offset)
  return { text: excerpt?.text ?? '', at: offset - (excerpt?.start ?? offset) }
}
