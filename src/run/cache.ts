import { existsSync } from 'node:fs'
import { type Answer, partsOf } from '../grounds.ts'
import { type Sight, sightAt, stillSeen } from '../source/disk.ts'
import type { Store } from '../source/store.ts'
import type { Mended } from './mend.ts'
import { LARGEST_UNNAMED, type Outcome } from './run.ts'
import type { Settings } from './settings.ts'

/** What is kept of an outcome: of `mended` the text only where it changed, and nothing where nothing was found. */
export interface Kept extends Pick<Outcome, 'path' | 'problems' | 'notice'> {
  readonly mended?: Omit<Mended, 'failures' | 'text'> & { readonly text?: string }
  readonly isHandled?: true
  /** It would come to something else another time, as where the file is not so large that it has to be named. */
  readonly isPassing?: true
}

/** The outcomes of files under the same settings, by absolute path, each with what it rests on. */
export interface Page {
  readonly sights: Sight[]
  /** What answers that lead to an outcome rest on: sights by their index, other bundles by -1 less theirs. */
  readonly bundles: readonly (readonly number[])[]
  readonly files: Readonly<Record<string, { readonly outcome: Kept; readonly grounds?: number }>>
}

/** What was made of files, in earlier runs too if there is a store, for each settings that hold for some. */
export class Caches {
  readonly #store: Store | undefined
  readonly #known = new Map<Settings, Cache>()

  constructor(store?: Store) {
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

/** An outcome that was found now, by this process or another, and where the number of its grounds means something. */
interface Found {
  readonly outcome: Kept
  readonly grounds: number | undefined
  readonly book: Book
}

/** What was made of files under some settings. */
export class Cache {
  readonly #store: Store | undefined
  readonly #name: string
  readonly #page: Page
  #hasNews = false
  readonly #checked = new Map<number, boolean>()
  readonly #found = new Map<string, Found>()

  constructor(store: Store | undefined, name: string) {
    this.#store = store
    this.#name = name
    this.#page = (store?.recall(name) as Page | undefined) ?? { sights: [], bundles: [], files: {} }
  }

  /** What became of a file, by absolute path, if all that it rests on would be seen again today. */
  recall(file: string): Kept | undefined {
    const now = this.#found.get(file)
    const known = Object.hasOwn(this.#page.files, file) ? this.#page.files[file] : undefined
    if (now || !known) return now?.outcome
    return known.grounds === undefined || this.#holds(known.grounds) ? known.outcome : undefined
  }

  remember(file: string, outcome: Kept, { grounds }: Answer): void {
    this.#take(file, { outcome, grounds, book: THIS_RUN })
  }

  /** Takes what another process has found of a file. */
  take(file: string, page: Page): void {
    const { outcome, grounds } = page.files[file] ?? {}
    if (outcome) this.#take(file, { outcome, grounds, book: page })
  }

  #take(file: string, found: Found): void {
    this.#found.set(file, found)
    this.#hasNews = true
  }

  /** Keeps what was found now, beside what was known of other files. */
  save(): void {
    if (!this.#hasNews || !this.#store) return
    const page = new PageWriter()
    for (const [file, { outcome, grounds }] of Object.entries(this.#page.files)) {
      if (!this.#found.has(file) && existsSync(file)) page.add(file, outcome, grounds, this.#page)
    }
    for (const [file, { outcome, grounds, book }] of this.#found) {
      // What rests on nothing that was seen says nothing of another time.
      if (!outcome.isPassing && grounds !== undefined) page.add(file, outcome, grounds, book)
    }
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

/** Outcomes of this process on a page of their own, for another. */
export function pageOf(found: ReadonlyMap<string, { readonly outcome: Kept; readonly answer: Answer }>): Page {
  const page = new PageWriter()
  for (const [file, { outcome, answer }] of found) page.add(file, outcome, answer.grounds, THIS_RUN)
  const { sights, bundles, files } = page
  return { sights, bundles, files }
}

/** Writes outcomes down with the grounds that they need, numbered anew. */
class PageWriter implements Page {
  readonly sights: Sight[] = []
  readonly bundles: (readonly number[])[] = []
  readonly files: Record<string, { outcome: Kept; grounds?: number }> = {}
  /** New numbers, by the old ones, and of what says the same by its text. */
  readonly #renumbered = new Map<Book, Map<number, number>>()
  readonly #numbers = new Map<string, number>()

  add(file: string, outcome: Kept, grounds: number | undefined, book: Book): void {
    this.files[file] = { outcome, ...(grounds !== undefined && { grounds: this.#copied(grounds, book) }) }
  }

  #copied(number: number, book: Book): number {
    const renumbered = this.#renumbered.get(book) ?? new Map<number, number>()
    this.#renumbered.set(book, renumbered)
    const known = renumbered.get(number)
    if (known !== undefined) return known
    const own = number < 0 ? this.#bundle(number, book) : this.#sight(book.sights.at(number) ?? ['nothing', '', ''])
    renumbered.set(number, own)
    return own
  }

  #bundle(number: number, book: Book): number {
    const parts = (book.bundles.at(-1 - number) ?? []).map(part => this.#copied(part, book))
    return this.#numbered(parts.join(), () => -this.bundles.push(parts))
  }

  #sight(sight: Sight): number {
    return this.#numbered(sight.join('\0'), () => this.sights.push(sight) - 1)
  }

  #numbered(text: string, add: () => number): number {
    const number = this.#numbers.get(text) ?? add()
    this.#numbers.set(text, number)
    return number
  }
}

/** What is kept of an outcome. */
export function kept({ path: shown, problems, notice, source, mended }: Outcome): Kept {
  const isPassing = notice !== undefined || (source?.bytes.length ?? 0) > LARGEST_UNNAMED
  const common = { path: shown, problems, ...(notice !== undefined && { notice }), ...(isPassing && { isPassing }) }
  if (!source || !mended) return common
  const { text, failures, ...found } = mended
  const isNothing = found.findings.length === 0 && found.left.length === 0
  if (isNothing && text === source.text) return { ...common, isHandled: true }
  return { ...common, mended: { ...found, ...(text !== source.text && { text }) } }
}
