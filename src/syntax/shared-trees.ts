import { createHash } from 'node:crypto'

/** Where a slot says what it is: nothing yet, being filled, or filled. */
const STATE = 0
const FREE = 0
const BUSY = 1
const FILLED = 2
/** Where in the memory its bytes begin, and how many they are. */
const AT = 1
const LENGTH = 2
/** Where the hash of the text begins, and how many numbers it is. */
const HASH = 3
const HASH_LENGTH = 5
const SLOT = HASH + HASH_LENGTH

const SLOTS = 1 << 16
/** A text that is not in one of so many slots behind its own is nowhere. */
const MOST_PROBES = 32

/** Before the slots stands how much of the memory is taken; behind them are the bytes. */
const BEGIN = 1
const HEAD = 4 * (BEGIN + SLOTS * SLOT)

/** For trees of more than a gigabyte of code, whose places are still numbers of 32 bits. */
const MOST_BYTES = 1_000_000_000

/** Packed trees by their texts, for all threads of a run: what one of them has parsed is parsed. When it is full no more are taken. */
export class SharedTrees {
  readonly #words: Int32Array
  readonly #bytes: Uint8Array

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory, 0, HEAD / 4)
    this.#bytes = new Uint8Array(memory)
  }

  /** Memory for so many bytes, as far as there is: of what is not used nothing is taken from the system. */
  static memoryFor(bytes: number): SharedArrayBuffer {
    try {
      return new SharedArrayBuffer(HEAD + Math.min(bytes, MOST_BYTES))
    } catch {
      // A system that promises no more than it has.
      return new SharedArrayBuffer(HEAD)
    }
  }

  get(key: TextKey): Uint8Array | undefined {
    for (const slot of slotsFor(key)) {
      const state = Atomics.load(this.#words, slot + STATE)
      if (state === FREE) return undefined
      if (state === FILLED && key.every((part, at) => this.#words[slot + HASH + at] === part)) {
        const at = this.#words[slot + AT] as number
        return this.#bytes.slice(at, at + (this.#words[slot + LENGTH] as number))
      }
    }
    return undefined
  }

  /** Whether there was room. */
  put(key: TextKey, tree: Uint8Array): boolean {
    const free = slotsFor(key).find(slot => Atomics.compareExchange(this.#words, slot + STATE, FREE, BUSY) === FREE)
    if (free === undefined) return false
    const at = HEAD + Atomics.add(this.#words, 0, tree.length)
    // The slot stays busy.
    if (at + tree.length > this.#bytes.length) return false
    this.#bytes.set(tree, at)
    this.#words.set([at, tree.length, ...key], free + AT)
    Atomics.store(this.#words, free + STATE, FILLED)
    return true
  }
}

/** The hash of a text, in numbers of 32 bits. */
export type TextKey = readonly number[]

export function keyOf(text: string): TextKey {
  const hash = createHash('sha1').update(text, 'utf16le').digest()
  return Array.from({ length: HASH_LENGTH }, (_, at) => hash.readInt32LE(4 * at))
}

function slotsFor([number = 0]: TextKey): readonly number[] {
  return Array.from({ length: MOST_PROBES }, (_, at) => BEGIN + (((number >>> 0) + at) % SLOTS) * SLOT)
}
