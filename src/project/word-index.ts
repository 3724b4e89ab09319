import { peek } from '../source/disk.ts'

/** Stands for a star import among words. */
export const STAR_IMPORT = 'import *'

/**
 * Which of some files hold a word: ASCII letters, digits and underscores with none beside them. A file that cannot be read may
 * hold any; of words only numbers of 32 bits are kept, so one file in a great many may be named that holds another.
 */
export class WordIndex {
  readonly #files: readonly string[]
  #numbers: Numbers | undefined
  readonly #unreadable: number[] = []
  readonly #known = new Map<string, ReadonlySet<number>>()

  constructor(files: readonly string[]) {
    this.#files = files
  }

  /** The numbers of the files that may hold a word. */
  holding(word: string): ReadonlySet<number> {
    this.#numbers ??= this.#read()
    const known = this.#known.get(word) ?? new Set([...this.#numbers.filesWith(numberOf(word)), ...this.#unreadable])
    this.#known.set(word, known)
    return known
  }

  #read(): Numbers {
    const numbers = new Numbers()
    for (const [file, name] of this.#files.entries()) {
      const bytes = peek(name)
      if (!bytes) this.#unreadable.push(file)
      numbers.addWordsOf(bytes ?? NO_BYTES)
    }
    return numbers
  }
}

const NO_BYTES = Buffer.alloc(0)

/** Words as numbers: FNV-1a. https://datatracker.ietf.org/doc/draft-eastlake-fnv/ */
const BASIS = 0x811c9dc5 | 0
const PRIME = 0x01000193

function numberOf(word: string): number {
  let number = BASIS
  for (const byte of Buffer.from(word)) number = Math.imul(number ^ byte, PRIME)
  return number >>> 0
}

const IMPORT = numberOf('import')
const ANY_STAR = numberOf(STAR_IMPORT)

/** By each byte whether it is part of a word. */
const IS_WORD = Uint8Array.from({ length: 256 }, (_, byte) => (/\w/.test(String.fromCharCode(byte)) ? 1 : 0))

/** So many of the words that a file was just seen to hold are remembered: most of its words come again soon. */
const SEEN = 1 << 13

/** The numbers of the words of files, those of one file behind those of another. */
class Numbers {
  #all = new Uint32Array(1 << 12)
  #count = 0
  /** Where those of each file begin. */
  readonly #begins: number[] = []
  readonly #seen = new Uint32Array(SEEN)

  addWordsOf(bytes: Buffer): void {
    this.#begins.push(this.#count)
    this.#seen.fill(0)
    let isInside = false
    let number = BASIS
    for (let at = 0; at <= bytes.length; at++) {
      // Behind the last byte a word ends too.
      const byte = bytes[at] ?? 0
      if (IS_WORD[byte] === 1) {
        number = Math.imul(number ^ byte, PRIME)
        isInside = true
      } else if (isInside) {
        this.#add(number >>> 0)
        if (number >>> 0 === IMPORT && isStarAt(bytes, at)) this.#add(ANY_STAR)
        number = BASIS
        isInside = false
      }
    }
  }

  #add(number: number): void {
    const place = number % SEEN
    // The table is empty where it holds 0, which is the number of a word too.
    if (number !== 0 && this.#seen[place] === number) return
    this.#seen[place] = number
    if (this.#count === this.#all.length) {
      const more = new Uint32Array(2 * this.#count)
      more.set(this.#all)
      this.#all = more
    }
    this.#all[this.#count++] = number
  }

  /** The files, by their places in the order in which they were added. */
  filesWith(number: number): Set<number> {
    const found = new Set<number>()
    const all = this.#all.subarray(0, this.#count)
    let file = 0
    for (let at = all.indexOf(number); at >= 0; at = all.indexOf(number, at + 1)) {
      while ((this.#begins[file + 1] ?? this.#count) <= at) file++
      found.add(file)
    }
    return found
  }
}

/** Whether after blanks, and a bracket maybe, a star follows. */
function isStarAt(bytes: Buffer, begin: number): boolean {
  let at = begin
  for (let isOpen = false; isBlank(bytes[at]) || (!isOpen && bytes[at] === BRACKET); at++)
    isOpen ||= bytes[at] === BRACKET
  return bytes[at] === ASTERISK
}

const [SPACE, TAB, BRACKET, ASTERISK] = Buffer.from(' \t(*')

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB
}

/** Whether the content of a file holds a word. */
export function holds(bytes: Buffer, word: string): boolean {
  const isStar = word === STAR_IMPORT
  const letters = isStar ? 'import' : word
  for (let at = bytes.indexOf(letters); at >= 0; at = bytes.indexOf(letters, at + 1)) {
    const end = at + letters.length
    if (!isWordByte(bytes[at - 1]) && !isWordByte(bytes[end]) && (!isStar || isStarAt(bytes, end))) return true
  }
  return false
}

function isWordByte(byte = 0): boolean {
  return IS_WORD[byte] === 1
}
