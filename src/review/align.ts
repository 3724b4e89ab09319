import { changedWords } from '../report/diff.ts'

/** More lines than these against each other are taken in order. */
const MOST_LINES = 40

interface Lined {
  readonly text: string
}

/** A line that was there, and what became of it. */
export interface Pair<T> {
  readonly before: T | undefined
  readonly after: T | undefined
}

/** Lines that were there beside what became of them, in order, so that as much as can be stays in its row. */
export function aligned<T extends Lined>(removed: readonly T[], added: readonly T[]): Pair<T>[] {
  const most = Math.max(removed.length, added.length)
  if (most > MOST_LINES || removed.length === added.length)
    return Array.from({ length: most }, (_, at) => ({ before: removed[at], after: added[at] }))
  const likeness = removed.map(({ text: one }) => added.map(({ text: other }) => keptOf(differences(one, other))))
  // What the lines from some two on can have in common at best.
  const best = Array.from({ length: removed.length + 1 }, () => new Array<number>(added.length + 1).fill(0))
  const at = (i: number, j: number) => best[i]?.[j] ?? 0
  const together = (i: number, j: number) => (likeness[i]?.[j] ?? 0) + at(i + 1, j + 1)
  for (let i = removed.length - 1; i >= 0; i--)
    for (let j = added.length - 1; j >= 0; j--)
      best[i]?.splice(j, 1, Math.max(at(i + 1, j), at(i, j + 1), together(i, j)))
  const rows: Pair<T>[] = []
  for (let [i, j] = [0, 0]; i < removed.length || j < added.length; ) {
    if (i < removed.length && j < added.length && together(i, j) === at(i, j))
      rows.push({ before: removed[i++], after: added[j++] })
    else if (i < removed.length && (j === added.length || at(i + 1, j) === at(i, j)))
      rows.push({ before: removed[i++], after: undefined })
    else rows.push({ before: undefined, after: added[j++] })
  }
  return rows
}

/** What changes between two lines, word by word. */
export function differences(one: string, other: string) {
  return changedWords(wordsOf(one), wordsOf(other))
}

/** How many characters stay. */
export function keptOf(changes: ReturnType<typeof changedWords>): number {
  return changes.filter(({ side }) => !side).reduce((sum, { text }) => sum + text.trim().length, 0)
}

/** Words and signs, each with the space behind it. */
function wordsOf(line: string): string[] {
  return line.match(/^\s+|(\w+|[^\w\s])\s*/g) ?? []
}
