import type { Columns } from './table.ts'

/** The columns of a tree in a third of their room, to be kept: of each row the kind, the role, and three small numbers. */
export interface Packed {
  readonly rows: number
  readonly bytes: Uint8Array
}

/** So many bytes a row takes at most. */
const LONGEST = 2 + 3 * 5

let draft = new Uint8Array(1 << 16)

export function pack({ kinds, roles, starts, ends, lasts }: Columns): Packed {
  const rows = kinds.length
  if (draft.length < rows * LONGEST) draft = new Uint8Array(rows * LONGEST)
  const bytes = draft
  let [at, before] = [0, 0]
  /** Seven bits to a byte, the lowest first; all but the last byte have the eighth. */
  const put = (number: number) => {
    let rest = number
    for (; rest > 127; rest >>>= 7) bytes[at++] = rest | 128
    bytes[at++] = rest
  }
  for (let row = 0; row < rows; row++) {
    const start = starts[row] as number
    const step = start - before
    bytes[at++] = kinds[row] as number
    bytes[at++] = roles[row] as number
    // What is small whether it is more or less.
    put((step << 1) ^ (step >> 31))
    put((ends[row] as number) - start)
    put((lasts[row] as number) - row)
    before = start
  }
  return { rows, bytes: bytes.slice(0, at) }
}

export function unpack({ rows, bytes }: Packed): Columns {
  const [kinds, roles] = [new Uint8Array(rows), new Uint8Array(rows)]
  const [starts, ends] = [new Uint32Array(rows), new Uint32Array(rows)]
  const [parents, lasts] = [new Uint32Array(rows), new Uint32Array(rows)]
  let [at, start, parent] = [0, 0, 0]
  const next = () => {
    let byte = bytes[at++] as number
    let number = byte & 127
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[at++] as number
      number |= (byte & 127) << shift
    }
    return number >>> 0
  }
  for (let row = 0; row < rows; row++) {
    kinds[row] = bytes[at++] as number
    roles[row] = bytes[at++] as number
    const step = next()
    start += (step >>> 1) ^ -(step & 1)
    starts[row] = start
    ends[row] = start + next()
    lasts[row] = row + next()
    while ((lasts[parent] as number) < row) parent = parents[parent] as number
    parents[row] = parent
    parent = row
  }
  return { kinds, roles, starts, ends, parents, lasts }
}
