import { peek } from '../source/disk.ts'

/** Stands for a star import among words. */
export const STAR_IMPORT = 'import *'
const STAR = /\bimport[ \t]*\(?[ \t]*\*/

/** So many words are looked for in the bytes; it does not take more to have an index of all. */
const MOST_SCANS = 16

/** Which of some files hold a word: ASCII letters, digits and underscores with none beside them. A file that cannot be read may hold any. */
export class WordIndex {
  readonly #files: readonly string[]
  #bytes: readonly (Buffer | undefined)[] | undefined
  #index: ReadonlyMap<string, readonly number[]> | undefined
  readonly #unreadable: number[] = []
  readonly #known = new Map<string, ReadonlySet<number>>()

  constructor(files: readonly string[]) {
    this.#files = files
  }

  /** The numbers of the files that hold a word. */
  holding(word: string): ReadonlySet<number> {
    const known = this.#known.get(word) ?? new Set([...this.#holding(word), ...this.#unreadable])
    this.#known.set(word, known)
    return known
  }

  #holding(word: string): readonly number[] {
    if (!this.#index && this.#known.size >= MOST_SCANS) {
      this.#index = this.#indexed()
      this.#bytes = undefined
    }
    return this.#index ? (this.#index.get(word) ?? []) : this.#scanned(word)
  }

  #scanned(word: string): readonly number[] {
    return this.#read().flatMap((bytes, number) => (bytes && holds(bytes, word) ? [number] : []))
  }

  #indexed(): ReadonlyMap<string, readonly number[]> {
    const index = new Map<string, number[]>()
    for (const [number, bytes] of this.#read().entries()) {
      const text = bytes?.toString('latin1') ?? ''
      for (const word of new Set(text.match(/\w+/g))) add(index, word, number)
      if (STAR.test(text)) add(index, STAR_IMPORT, number)
    }
    return index
  }

  #read(): readonly (Buffer | undefined)[] {
    this.#bytes ??= this.#files.map((file, number) => {
      const bytes = peek(file)
      if (!bytes) this.#unreadable.push(number)
      return bytes
    })
    return this.#bytes
  }
}

/** Whether the content of a file holds a word. */
export function holds(bytes: Buffer, word: string): boolean {
  if (word === STAR_IMPORT) return bytes.includes('import') && STAR.test(bytes.toString('latin1'))
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + 1)) {
    if (!isWordByte(bytes[at - 1]) && !isWordByte(bytes[at + word.length])) return true
  }
  return false
}

function isWordByte(byte = 0): boolean {
  return /\w/.test(String.fromCharCode(byte))
}

function add(index: Map<string, number[]>, word: string, number: number): void {
  const numbers = index.get(word)
  if (numbers) numbers.push(number)
  // A part of a text keeps all of it in memory.
  else index.set(Buffer.from(word, 'latin1').toString('latin1'), [number])
}
