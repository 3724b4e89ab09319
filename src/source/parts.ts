import { hashOf } from './disk.ts'

/** A JSON text as it lies in a file, and its hash. */
export interface Part {
  readonly bytes: Buffer
  readonly hash: string
}

/** Gives bytes of a file from an offset on: fewer where it ends. Throws where it cannot be read. */
export type Bytes = (at: number, length: number) => Buffer

/** What stands before the parts: what they add to, if to anything, and of each its key, its length in bytes and its hash. */
type Index = readonly [of: string, parts: readonly (readonly [key: string, length: number, hash: string])[]]

/** Where a part lies, from where the parts begin. */
interface Place {
  readonly at: number
  readonly length: number
  readonly hash: string
}

/** A file begins with its id and the length of its index, between blanks; so many bytes hold that. */
const HEAD = 64

/** Parts by their keys, as a file holds them: each is read when it is asked for, and costs nothing before. */
export class Parts {
  /** Another for whatever other parts. */
  readonly id: string
  /** The `id` of those that they add to; empty where they stand by themselves. */
  readonly of: string
  /** Of all parts together, in bytes. */
  readonly size: number
  readonly #bytes: Bytes
  readonly #begin: number
  readonly #places = new Map<string, Place>()

  /** Throws where the bytes are those of no such file, or `signatureOf` its index does not give what it begins with. */
  constructor(bytes: Bytes, signatureOf: (index: Buffer) => string | undefined) {
    const [head = '', id = '', length = ''] = /^(\w+) (\d+)\n/.exec(bytes(0, HEAD).toString('latin1')) ?? []
    const index = bytes(head.length, Number(length))
    if (!head || id !== signatureOf(index)) throw new Error('the index is not as it was written')
    const [of, parts] = JSON.parse(index.toString()) as Index
    let at = 0
    for (const [key, length, hash] of parts) {
      this.#places.set(key, { at, length, hash })
      at += length
    }
    this.id = id
    this.of = of
    this.size = at
    this.#bytes = bytes
    this.#begin = head.length + index.length
  }

  keys(): Iterable<string> {
    return this.#places.keys()
  }

  /** The text under a key; undefined where there is none, or it is not as it was written. */
  get(key: string): string | undefined {
    const place = this.#places.get(key)
    if (!place) return undefined
    try {
      const bytes = this.#bytes(this.#begin + place.at, place.length)
      return hashOf(bytes) === place.hash ? bytes.toString() : undefined
    } catch {
      return undefined
    }
  }

  /** All of them. */
  entries(): (readonly [key: string, part: Part])[] {
    const all = this.#bytes(this.#begin, this.size)
    return Array.from(this.#places, ([key, { at, length, hash }]) => {
      return [key, { bytes: all.subarray(at, at + length), hash }] as const
    })
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
  const head = Buffer.from(`${signatureOf(index)} ${index.length}\n`)
  return Buffer.concat([head, index, ...Array.from(parts.values(), ({ bytes }) => bytes)])
}
