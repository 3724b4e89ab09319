import type { Listed } from '../protocol.ts'
import type { Item } from './list.ts'

/** A finding's card, or where there is none the heading of a file. */
export interface Entry extends Item {
  readonly path: string
  readonly finding?: Listed
}

const [HEADING_HEIGHT, CARD_HEIGHT] = [46, 260]

/** Findings with the headings of their files; these count for one `filter`. */
export function entriesOf(findings: readonly Listed[], filter: string): Entry[] {
  const entries: Entry[] = []
  for (const finding of findings) {
    const { path } = finding
    if (entries.at(-1)?.path !== path) entries.push({ key: `${filter} ${path}`, guess: HEADING_HEIGHT, path })
    entries.push({ key: finding.id, guess: CARD_HEIGHT, path, finding })
  }
  return entries
}
