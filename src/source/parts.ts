import { hashOf } from './disk.ts'

/** A JSON text as it lies in a file, and its hash. */
export interface Part {
  readonly bytes: Buffer
  readonly hash: string
}

/** What stands before the parts: what they add to, if to anything, and of each its key, its length in bytes and its hash. */
type Index = readonly [of: string, parts: readonly (readonly [key: string, length: number, hash: string])[]]

/** Parts by their keys, as a file holds them: each is looked at when it is asked for, and costs nothing before. */
export class Parts {
  /** Another for whatever other parts. */
  readonly id: string
  /** The `id` of those that they add to; empty where they stand by themselves. */
  readonly of: string
  readonly size: number
  readonly #parts = new Map<string, Part>()

  /** Throws where the bytes are those of no such file, or `signatureOf` its index does not give what it begins with. */
  constructor(bytes: Buffer, signatureOf: (index: Buffer) => string | undefined) {
    const [begin, end] = lineEnds(bytes)
    const index = bytes.subarray(begin + 1, end)
    this.id = bytes.toString('latin1', 0, begin)
    if (this.id !== signatureOf(index)) throw new Error('the index is not as it was written')
    const [of, parts] = JSON.parse(index.toString()) as Index
    let at = end + 1
    for (const [key, length, hash] of parts) {
      this.#parts.set(key, { bytes: bytes.subarray(at, at + length), hash })
      at += length
    }
    this.of = of
    this.size = bytes.length
  }

  /** The value under a key; undefined where there is none, or it is not as it was written. */
  get(key: string): unknown {
    const part = this.#parts.get(key)
    return part && hashOf(part.bytes) === part.hash ? JSON.parse(part.bytes.toString()) : undefined
  }

  entries(): Iterable<readonly [key: string, part: Part]> {
    return this.#parts
  }
}

export function partOf(text: string): Part {
  const bytes = Buffer.from(text)
  return { bytes, hash: hashOf(bytes) }
}

/** What to write for some parts. */
export function fileOf(
  parts: ReadonlyMap<string, Part>,
  of: string,
  signatureOf: (index: Buffer) => string | undefined,
): Buffer {
  const listed: Index = [of, Array.from(parts, ([key, { bytes, hash }]) => [key, bytes.length, hash] as const)]
  const index = Buffer.from(JSON.stringify(listed))
  const head = [Buffer.from(`${signatureOf(index)}\n`), index, Buffer.from('\n')]
  return Buffer.concat([...head, ...Array.from(parts.values(), ({ bytes }) => bytes)])
}

function lineEnds(bytes: Buffer): [first: number, second: number] {
  const first = bytes.indexOf('\n')
  const second = bytes.indexOf('\n', first + 1)
  if (first < 0 || second < 0) throw new Error('there is no index')
  return [first, second]
}
