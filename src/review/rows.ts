import { changedWords, hunks } from '../report/diff.ts'
import type { Span } from '../syntax/node.ts'
import { type Highlight, highlights } from '../syntax/parse.ts'
import type { Piece, Row, Side } from './protocol.ts'

const CONTEXT = 3

/** The difference between two texts as lines side by side, with Python's highlighting. */
export function changedRows(before: string, after: string): Row[][] {
  return hunks(before, after, CONTEXT).map(({ oldStart, oldLines, newStart, newLines, lines }) => {
    const [left, right] = [painted(before, oldStart, oldLines), painted(after, newStart, newLines)]
    const rows: Row[] = []
    let [removed, added]: [Line[], Line[]] = [[], []]
    const flush = () => {
      for (let at = 0; at < Math.max(removed.length, added.length); at++) rows.push(pair(removed[at], added[at]))
      ;[removed, added] = [[], []]
    }
    for (const line of lines) {
      if (line.startsWith('-')) removed.push(left.next().value as Line)
      else if (line.startsWith('+')) added.push(right.next().value as Line)
      else if (line.startsWith(' ')) {
        flush()
        const [one, other] = [left.next().value as Line, right.next().value as Line]
        rows.push({ before: sideOf(one), after: sideOf(other), isChange: false })
      }
    }
    flush()
    return rows
  })
}

/** Some lines of a text, from 1, as they are. */
export function plainRows(source: string, first: number, last: number): Row[] {
  return [...painted(source, first, last - first + 1)].map(line => ({ before: sideOf(line), isChange: false }))
}

/** A line with its number and what is to be highlighted in it, character by character. */
interface Line {
  readonly number: number
  readonly text: string
  readonly names: readonly string[]
}

/** Some lines of a text; only LF ends one, as in a patch. */
function* painted(source: string, first: number, count: number): Generator<Line> {
  let start = 0
  for (let line = 1; line < first; line++) start = source.indexOf('\n', start) + 1
  const lines = source.slice(start).split('\n', count)
  const end = start + lines.join('\n').length
  const names = namesIn({ start, end }, highlights(source, start, end))
  let at = 0
  for (const [index, line] of lines.entries()) {
    const text = line.replace(/\r$/, '')
    yield { number: first + index, text, names: names.slice(at, at + text.length) }
    at += line.length + 1
  }
}

function namesIn({ start, end }: Span, all: readonly Highlight[]): string[] {
  const names = new Array<string>(end - start).fill('')
  for (const { name, ...span } of all)
    if (!UNPAINTED.has(name)) names.fill(nameOf(name), Math.max(0, span.start - start), Math.max(0, span.end - start))
  return names
}

/** Names that leave what they lie upon as it is: every method is a property too. */
const UNPAINTED = new Set(['operator', 'property', 'punctuation.special'])

/** The name that the page has a colour for; what is plain has none, though it lies in a string. */
function nameOf(name: string): string {
  const [first = ''] = name.split('.')
  return first === 'variable' || first === 'embedded' ? '' : first
}

/** A line that was there and what became of it, where both are. */
function pair(before: Line | undefined, after: Line | undefined): Row {
  const changes = before && after ? changedWords(wordsOf(before.text), wordsOf(after.text)) : []
  const kept = changes.filter(({ side }) => !side).reduce((sum, { text }) => sum + text.trim().length, 0)
  // Where hardly anything stays, marks would only scatter.
  const marked = kept < LEAST_KEPT ? [] : changes
  return {
    ...(before && { before: sideOf(before, spansOf(marked, 'before')) }),
    ...(after && { after: sideOf(after, spansOf(marked, 'after')) }),
    isChange: true,
  }
}

const LEAST_KEPT = 4

/** Where a side differs from the other. */
function spansOf(changes: ReturnType<typeof changedWords>, own: 'before' | 'after'): Span[] {
  const spans: Span[] = []
  let start = 0
  for (const { text, side } of changes) {
    if (side !== undefined && side !== own) continue
    if (side === own) spans.push({ start, end: start + text.length })
    start += text.length
  }
  return spans
}

function wordsOf(line: string): string[] {
  return line.match(/\w+|\s+|[^\w\s]/g) ?? []
}

function sideOf({ number, text, names }: Line, changed: readonly Span[] = []): Side {
  const pieces: Piece[] = []
  const isChanged = (at: number) => changed.some(({ start, end }) => start <= at && at < end)
  let start = 0
  for (let at = 1; at <= text.length; at++) {
    if (at < text.length && names[at] === names[start] && isChanged(at) === isChanged(start)) continue
    pieces.push([text.slice(start, at), names[start] ?? '', isChanged(start)])
    start = at
  }
  return { line: number, pieces }
}
