import { existsSync } from 'node:fs'
import { type Answer, partsOf } from '../grounds.ts'
import { type Sight, sightAt, stillSeen } from '../source/disk.ts'
import type { Store } from '../source/store.ts'
import type { Mended } from './mend.ts'
import type { Outcome } from './run.ts'
import type { Settings } from './settings.ts'

/** What is kept of an outcome: of `mended` the text only where it changed, and nothing where nothing was found. */
export interface Kept extends Pick<Outcome, 'path' | 'problems' | 'notice'> {
  readonly mended?: Omit<Mended, 'failures' | 'text'> & { readonly text?: string }
  readonly isHandled?: true
}

/** The outcomes of files under the same settings, by absolute path, each with what it rests on. */
interface Page {
  readonly sights: Sight[]
  /** What answers that lead to an outcome rest on: sights by their index, other bundles by -1 less theirs. */
  readonly bundles: readonly (readonly number[])[]
  readonly files: Readonly<Record<string, { readonly outcome: Kept; readonly grounds?: number }>>
}

/** What earlier runs made of files, for each settings that hold for some. */
export class Caches {
  readonly #store: Store
  readonly #known = new Map<Settings, Cache>()

  constructor(store: Store) {
    this.#store = store
  }

  for(settings: Settings): Cache {
    const known = this.#known.get(settings) ?? new Cache(this.#store, JSON.stringify(told(settings)))
    this.#known.set(settings, known)
    return known
  }

  save(): void {
    for (const cache of this.#known.values()) cache.save()
  }
}

function told({ transforms, scope, ...others }: Settings): unknown {
  return [transforms.map(({ id, isNamed }) => [id, isNamed]), [...(scope.known ?? [])].sort(), others]
}

/** What earlier runs made of files under some settings. */
export class Cache {
  readonly #store: Store
  readonly #name: string
  readonly #page: Page
  #hasNews = false
  readonly #checked = new Map<number, boolean>()
  readonly #found = new Map<string, { readonly outcome: Kept; readonly answer: Answer }>()

  constructor(store: Store, name: string) {
    this.#store = store
    this.#name = name
    this.#page = (store.recall(name) as Page | undefined) ?? { sights: [], bundles: [], files: {} }
  }

  /** What became of a file, if all that it rests on would be seen again today. */
  recall(file: string): Kept | undefined {
    const known = Object.hasOwn(this.#page.files, file) ? this.#page.files[file] : undefined
    if (known && (known.grounds === undefined || this.#holds(known.grounds))) return known.outcome
    return undefined
  }

  remember(file: string, outcome: Kept, answer: Answer): void {
    this.#found.set(file, { outcome, answer })
    this.#hasNews = true
  }

  /** Keeps what was found now, beside what was known of other files. */
  save(): void {
    if (!this.#hasNews) return
    const page = new PageWriter()
    for (const [file, { outcome, grounds }] of Object.entries(this.#page.files)) {
      if (!this.#found.has(file) && existsSync(file)) page.add(file, outcome, grounds, this.#page)
    }
    for (const [file, { outcome, answer }] of this.#found) page.add(file, outcome, answer.grounds, THIS_RUN)
    this.#store.keep(this.#name, page)
  }

  #holds(number: number): boolean {
    const known = this.#checked.get(number)
    if (known !== undefined) return known
    const parts = this.#page.bundles[-1 - number] ?? []
    const holds = number < 0 ? parts.every(part => this.#holds(part)) : this.#isStill(number)
    this.#checked.set(number, holds)
    return holds
  }

  #isStill(number: number): boolean {
    const before = this.#page.sights[number]
    const now = before && stillSeen(before)
    if (now) this.#page.sights[number] = now
    this.#hasNews ||= now !== before
    return now !== undefined
  }
}

/** Where numbers of grounds mean something. */
interface Book {
  readonly sights: { at(number: number): Sight | undefined }
  readonly bundles: { at(number: number): readonly number[] | undefined }
}

const THIS_RUN: Book = { sights: { at: sightAt }, bundles: { at: index => partsOf(-1 - index) } }

/** Writes outcomes down with the grounds that they need, numbered anew. */
class PageWriter implements Page {
  readonly sights: Sight[] = []
  readonly bundles: (readonly number[])[] = []
  readonly files: Record<string, { outcome: Kept; grounds?: number }> = Object.create(null)
  readonly #numbers = new Map<Book, Map<number, number>>()

  add(file: string, outcome: Kept, grounds: number | undefined, book: Book): void {
    this.files[file] = { outcome, ...(grounds !== undefined && { grounds: this.#copied(grounds, book) }) }
  }

  #copied(number: number, book: Book): number {
    const numbers = this.#numbers.get(book) ?? new Map<number, number>()
    this.#numbers.set(book, numbers)
    const known = numbers.get(number)
    if (known !== undefined) return known
    const own = number < 0 ? this.#bundle(number, book) : this.#sight(number, book)
    numbers.set(number, own)
    return own
  }

  #bundle(number: number, book: Book): number {
    const parts = (book.bundles.at(-1 - number) ?? []).map(part => this.#copied(part, book))
    return -this.bundles.push(parts)
  }

  #sight(number: number, book: Book): number {
    const sight = book.sights.at(number)
    return this.sights.push(sight ?? ['nothing', '', '']) - 1
  }
}

/** What is kept of an outcome. */
export function kept({ path: shown, problems, notice, source, mended }: Outcome): Kept {
  const common = { path: shown, problems, ...(notice !== undefined && { notice }) }
  if (!source || !mended) return common
  const { text, failures, ...found } = mended
  const isNothing = found.findings.length === 0 && found.left.length === 0
  if (isNothing && text === source.text) return { ...common, isHandled: true }
  return { ...common, mended: { ...found, ...(text !== source.text && { text }) } }
}
