import MagicString from 'magic-string'
import type { Edit } from '../finding.ts'

/** The text with these edits made, which do not overlap. Everything outside them stays as it is. */
export function applyEdits(source: string, edits: readonly Omit<Edit, 'path'>[]): string {
  const text = new MagicString(source)
  for (const { start, end, text: replacement } of edits) {
    if (start === end) text.appendLeft(start, replacement)
    else if (replacement === '') text.remove(start, end)
    else text.update(start, end, replacement)
  }
  return text.toString()
}
