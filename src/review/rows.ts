import { type changedWords, hunks } from '../report/diff.ts'
import type { Span } from '../syntax/node.ts'
import { type Highlight, highlights } from '../syntax/parse.ts'
import { aligned, differences, keptOf } from './align.ts'
import type { Piece, Row, Side } from './protocol.ts'

const CONTEXT = 3

/** The difference between two texts as lines side by side, with Python's highlighting. */
export function changedRows(before: string, after: string): Row[][] {
  const changes = hunks(before, after, CONTEXT)
  const olds = painted(
    before,
    changes.map(({ oldStart: first, oldLines: count }) => ({ first, count })),
  )
  const news = painted(
    after,
    changes.map(({ newStart: first, newLines: count }) => ({ first, count })),
  )
  return changes.map(({ lines }, index) => {
    const [left, right] = [(olds[index] ?? []).values(), (news[index] ?? []).values()]
    const rows: Row[] = []
    let [removed, added]: [Line[], Line[]] = [[], []]
    const flush = () => {
      rows.push(...aligned(removed, added).map(({ before, after }) => pair(before, after)))
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
  return painted(source, [{ first, count: last - first + 1 }])
    .flat()
    .map(line => ({ before: sideOf(line), isChange: false }))
}

/** A line with its number and what is to be highlighted in it, character by character. */
interface Line {
  readonly number: number
  readonly text: string
  readonly names: readonly string[]
}

/** Some parts of a text, line by line; only LF ends a line, as in a patch. */
function painted(source: string, parts: readonly { readonly first: number; readonly count: number }[]): Line[][] {
  const starts = [0, ...Array.from(source.matchAll(/\n/g), ({ index }) => index + 1)]
  const spans = parts.map(({ first, count }) => ({
    start: starts[first - 1] ?? source.length,
    end: starts[first - 1 + count] ?? source.length,
  }))
  const all = highlights(source, spans)
  return parts.map(({ first, count }, part) => {
    const { start, end } = spans[part] ?? { start: 0, end: 0 }
    const names = namesIn({ start, end }, all)
    const lines = count === 0 ? [] : source.slice(start, end).split('\n').slice(0, count)
    return lines.map((line, index) => {
      const text = line.replace(/\r$/, '')
      const from = (starts[first - 1 + index] ?? start) - start
      return { number: first + index, text, names: names.slice(from, from + text.length) }
    })
  })
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
  const changes = before && after ? differences(before.text, after.text) : []
  // Where hardly anything stays, marks would only scatter.
  const marked = keptOf(changes) < LEAST_KEPT ? [] : changes
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
    if (side === own) spans.push({ start, end: start + text.trimEnd().length })
    start += text.length
  }
  return spans
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
