import type { Sight } from '../source/disk.ts'
import type { Shelf } from '../source/shelf.ts'

/** So many sights are read at once. */
const CHUNK = 256
const KEY = /^sights (\d+)$/

/** What was seen of the disk in this run and in earlier ones, by numbers that stay the same as long as the shelf is not cleared. */
export class SightTable {
  readonly #shelf: Shelf
  readonly #chunks = new Map<number, Sight[]>()
  readonly #changed = new Set<number>()
  readonly #numbers = new Map<string, number>()
  #next: number

  constructor(shelf: Shelf) {
    this.#shelf = shelf
    const used = [...shelf.keys()].flatMap(key => Number(KEY.exec(key)?.[1] ?? []))
    this.#next = used.reduce((next, chunk) => Math.max(next, (chunk + 1) * CHUNK), 0)
  }

  /** How many numbers are in use, or were. */
  get size(): number {
    return this.#next
  }

  /** Undefined where it can no longer be read. */
  at(number: number): Sight | undefined {
    return this.#chunk(Math.floor(number / CHUNK))[number % CHUNK]
  }

  /** The number of a sight, which is new. */
  numberOf(sight: Sight): number {
    const text = sight.join('\0')
    const number = this.#numbers.get(text) ?? this.#next++
    if (!this.#numbers.has(text)) this.put(number, sight)
    this.#numbers.set(text, number)
    return number
  }

  /** Puts a sight in the place of one that says the same. */
  put(number: number, sight: Sight): void {
    const index = Math.floor(number / CHUNK)
    this.#chunk(index)[number % CHUNK] = sight
    this.#changed.add(index)
  }

  /** Has all of them at hand, for when the shelf is cleared. */
  readAll(): void {
    for (let number = 0; number < this.#next; number += CHUNK) this.at(number)
  }

  /** Puts on the shelf what has changed. */
  keep(): void {
    for (const index of this.#changed) this.#shelf.put(`sights ${index}`, JSON.stringify(this.#chunk(index)))
  }

  #chunk(index: number): Sight[] {
    const known = this.#chunks.get(index) ?? (this.#shelf.get(`sights ${index}`) as Sight[] | undefined) ?? []
    this.#chunks.set(index, known)
    return known
  }
}

/** Numbers as rows that follow on each other: the first of each, and how many are in it, in turn. */
export function rowsOf(numbers: readonly number[]): readonly number[] {
  const rows: number[] = []
  let after = Number.NaN
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    if (number === after) rows.push((rows.pop() ?? 0) + 1)
    else rows.push(number, 1)
    after = number + 1
  }
  return rows
}

export function numbersIn(rows: readonly number[]): readonly number[] {
  const numbers: number[] = []
  for (let at = 0; at < rows.length; at += 2) {
    const [first = 0, count = 0] = rows.slice(at, at + 2)
    for (let number = first; number < first + count; number++) numbers.push(number)
  }
  return numbers
}
