import type { Span } from './node.ts'
import type { Columns } from './table.ts'

/** What the parser knows of a text. */
export interface Parsed {
  readonly columns: Columns
  readonly comments: readonly Span[]
  readonly errors: readonly Span[]
}

/** So many bytes a number takes at most. */
const LONGEST = 5

let draft = new Uint8Array(1 << 16)

/** All of it as bytes, to be kept: a row of a tree takes five of them. */
export function pack({ columns, comments, errors }: Parsed): Uint8Array {
  const { kinds, roles, starts, ends, lasts } = columns
  const numbers = 3 + 5 * kinds.length + 2 * (comments.length + errors.length)
  if (draft.length < numbers * LONGEST) draft = new Uint8Array(numbers * LONGEST)
  const bytes = draft
  let [at, before] = [0, 0]
  /** Seven bits to a byte, the lowest first; all but the last byte have the eighth. */
  const put = (number: number) => {
    let rest = number
    for (; rest > 127; rest >>>= 7) bytes[at++] = rest | 128
    bytes[at++] = rest
  }
  const putSpan = (start: number, end: number) => {
    const step = start - before
    // What is small whether it is more or less.
    put(((step << 1) ^ (step >> 31)) >>> 0)
    put(end - start)
    before = start
  }
  put(kinds.length)
  for (let row = 0; row < kinds.length; row++) {
    bytes[at++] = kinds[row] as number
    bytes[at++] = roles[row] as number
    putSpan(starts[row] as number, ends[row] as number)
    put((lasts[row] as number) - row)
  }
  for (const spans of [comments, errors]) {
    put(spans.length)
    for (const { start, end } of spans) putSpan(start, end)
  }
  return bytes.slice(0, at)
}

export function unpack(bytes: Uint8Array): Parsed {
  let [at, start, end, parent] = [0, 0, 0, 0]
  const next = () => {
    let byte = bytes[at++] as number
    let number = byte & 127
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[at++] as number
      number |= (byte & 127) << shift
    }
    return number >>> 0
  }
  const nextSpan = () => {
    const step = next()
    start += (step >>> 1) ^ -(step & 1)
    end = start + next()
  }
  const rows = next()
  const [kinds, roles] = [new Uint8Array(rows), new Uint8Array(rows)]
  const [starts, ends] = [new Uint32Array(rows), new Uint32Array(rows)]
  const [parents, lasts] = [new Uint32Array(rows), new Uint32Array(rows)]
  for (let row = 0; row < rows; row++) {
    kinds[row] = bytes[at++] as number
    roles[row] = bytes[at++] as number
    nextSpan()
    starts[row] = start
    ends[row] = end
    lasts[row] = row + next()
    while ((lasts[parent] as number) < row) parent = parents[parent] as number
    parents[row] = parent
    parent = row
  }
  const spans = (): readonly Span[] =>
    Array.from({ length: next() }, () => {
      nextSpan()
      return { start, end }
    })
  return { columns: { kinds, roles, starts, ends, parents, lasts }, comments: spans(), errors: spans() }
}
