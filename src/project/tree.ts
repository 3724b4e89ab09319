import { filesBelow, PYTHON_OR_STUB } from '../source/discover.ts'
import { peek, stampOf } from '../source/disk.ts'
import { holds, WordIndex } from './word-index.ts'

/** What was known of the files below a folder: the stamp of each, and for each question the numbers of the files that it finds. */
interface Known {
  readonly files: readonly (readonly [path: string, stamp: string])[]
  readonly found: Readonly<Record<string, readonly number[]>>
}

/** The Python files and stubs below one folder. A question is a text: words, and a regular expression or none, as JSON. */
export class Tree {
  /** The stamp of each file, by its path; empty where nothing is kept for other runs. */
  readonly stamps: ReadonlyMap<string, string>
  readonly #files: readonly string[]
  readonly #index: WordIndex
  readonly #found = new Map<string, readonly string[]>()
  /** What another run found in files that are still the same. */
  readonly #before = new Map<string, readonly string[]>()
  readonly #changed: readonly string[]
  readonly #news: [question: string, files: readonly string[]][] = []
  hasNews = false

  constructor(root: string, isKept: boolean, known: unknown) {
    this.#files = filesBelow(root, PYTHON_OR_STUB)
    this.stamps = new Map(this.#files.map(file => [file, isKept ? stampOf(file) : '']))
    this.#index = new WordIndex(this.#files)
    const { files, found } = (known as Known | undefined) ?? { files: [], found: {} }
    const same = new Set(files.flatMap(([file, stamp]) => (this.stamps.get(file) === stamp ? [file] : [])))
    this.#changed = this.#files.filter(file => !same.has(file))
    for (const [question, numbers] of Object.entries(found)) {
      const held = numbers.map(number => files[number]?.[0] ?? '')
      this.#before.set(
        question,
        held.filter(file => same.has(file)),
      )
    }
    this.hasNews = this.#before.size > 0 && this.#changed.length > 0
  }

  filesWith(question: string): readonly string[] {
    const known = this.#found.get(question) ?? this.foundBefore(question)
    if (known) return known
    const found = this.#search(question)
    this.#news.push([question, found])
    this.learn(question, found)
    return found
  }

  /** What another run found, as it is with the files that have changed since; undefined where none asked. */
  foundBefore(question: string): readonly string[] | undefined {
    const before = this.#before.get(question)
    if (!before || this.#found.has(question)) return this.#found.get(question)
    const found = [...before, ...this.#changed.filter(file => isFoundIn(peek(file), question))].sort()
    this.#found.set(question, found)
    return found
  }

  learn(question: string, files: readonly string[]): void {
    this.#found.set(question, files)
    this.hasNews = true
  }

  takeNews(): readonly (readonly [question: string, files: readonly string[]])[] {
    return this.#news.splice(0)
  }

  /** All that is known now, of what another run asked too. */
  known(): Known {
    const numbers = new Map(this.#files.map((file, number) => [file, number]))
    const questions = new Set([...this.#before.keys(), ...this.#found.keys()])
    const found = [...questions].map(
      question => [question, this.filesWith(question).flatMap(file => numbers.get(file) ?? [])] as const,
    )
    return { files: [...this.stamps], found: Object.fromEntries(found) }
  }

  #search(question: string): readonly string[] {
    const { words, pattern } = asked(question)
    const [first, ...others] = words.map(word => this.#index.holding(word))
    const numbers = [...(first ?? this.#files.keys())].filter(number => others.every(each => each.has(number)))
    const files = numbers.map(number => this.#files[number] ?? '').sort()
    return pattern ? files.filter(file => matches(peek(file), pattern)) : files
  }
}

/** The words in what is asked for, which may hold other letters between them. */
function asked(question: string): { words: readonly string[]; pattern: RegExp | undefined } {
  const [words, pattern] = JSON.parse(question) as [string[], string | null]
  return { words, pattern: pattern === null ? undefined : new RegExp(pattern, 'm') }
}

function isFoundIn(bytes: Buffer | undefined, question: string): boolean {
  const { words, pattern } = asked(question)
  return !bytes || (words.every(word => holds(bytes, word)) && (!pattern || matches(bytes, pattern)))
}

function matches(bytes: Buffer | undefined, pattern: RegExp): boolean {
  return !bytes || pattern.test(bytes.toString())
}
