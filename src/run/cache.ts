import { existsSync } from 'node:fs'
import { type Answer, sightsIn } from '../grounds.ts'
import { keptSight, type Sight, sightAt, stillSeen } from '../source/disk.ts'
import type { Shelf } from '../source/shelf.ts'
import type { Store } from '../source/store.ts'
import type { Kept } from './kept.ts'
import type { Settings } from './settings.ts'
import { numbersIn, rowsOf, SightTable } from './sight-table.ts'

/** An outcome, and the sights that it rests on, by their numbers. */
interface Entry {
  readonly outcome: Kept
  readonly grounds: readonly number[]
}

/** Outcomes by absolute path, with the sights that their grounds are numbers of. */
export interface Page {
  readonly sights: ReadonlyMap<number, Sight>
  readonly files: Readonly<Record<string, Entry>>
}

/** What was made of files, in earlier runs too if there is a store, for each settings that hold for some. */
export class Caches {
  readonly #store: Store | undefined
  readonly #known = new Map<Settings, Cache>()

  constructor(store?: Store) {
    this.#store = store
  }

  for(settings: Settings): Cache {
    const known = this.#known.get(settings) ?? new Cache(this.#store?.shelf(JSON.stringify(told(settings))))
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

/** An outcome that was found now, by this process or another, and what the numbers of its grounds mean there. */
interface Found extends Entry {
  readonly sightAt: (number: number) => Sight | undefined
}

/** The key of how many sights there were when all that is kept was last written anew. */
const NEEDED = 'needed'
/** By how much these may have become more, most of which have had their day; so many are never minded. */
const MOST_GROWTH = 1.5
const FEW = 2000

/** What was made of files under some settings. */
export class Cache {
  readonly #shelf: Shelf | undefined
  readonly #sights: SightTable | undefined
  #hasNews = false
  readonly #recalled = new Map<string, Kept | undefined>()
  readonly #checked = new Map<number, boolean>()
  /** Sights of earlier runs as they are today. */
  readonly #renewed = new Map<number, Sight>()
  readonly #found = new Map<string, Found>()

  constructor(shelf: Shelf | undefined) {
    this.#shelf = shelf
    this.#sights = shelf && new SightTable(shelf)
  }

  /** What became of a file, by absolute path, if all that it rests on would be seen again today. */
  recall(file: string): Kept | undefined {
    const now = this.#found.get(file)
    if (now) return now.outcome
    if (!this.#recalled.has(file)) this.#recalled.set(file, this.#recallBefore(file))
    return this.#recalled.get(file)
  }

  #recallBefore(file: string): Kept | undefined {
    const known = this.#shelf?.get(keyFor(file)) as OnShelf | undefined
    return known && numbersIn(known.rows).every(number => this.#holds(number)) ? known.outcome : undefined
  }

  remember(file: string, outcome: Kept, answer: Answer): void {
    this.#take(file, { outcome, grounds: sightsOf(answer), sightAt })
  }

  /** Takes what another process has found of a file. */
  take(file: string, { sights, files }: Page): void {
    const entry = files[file]
    if (entry) this.#take(file, { ...entry, sightAt: number => sights.get(number) })
  }

  #take(file: string, found: Found): void {
    this.#found.set(file, found)
    this.#hasNews = true
  }

  /** Keeps what was found now, beside what was known of other files. */
  save(): void {
    if (!this.#hasNews || !this.#shelf || !this.#sights) return
    for (const [number, sight] of this.#renewed) this.#sights.put(number, keptSight(sight))
    const needed = this.#shelf.get(NEEDED) as number | undefined
    if (needed === undefined || this.#sights.size > MOST_GROWTH * Math.max(needed, FEW))
      this.#writeAnew(this.#shelf, this.#sights)
    else this.#write(this.#found, this.#shelf, this.#sights)
    this.#shelf.save()
  }

  #write(entries: Iterable<readonly [file: string, found: Found]>, shelf: Shelf, sights: SightTable): void {
    const numbers = new Map<Sight, number>()
    const numberOf = (sight: Sight) => {
      const number = numbers.get(sight) ?? sights.numberOf(keptSight(sight))
      numbers.set(sight, number)
      return number
    }
    for (const [file, entry] of entries) put(file, entry, shelf, numberOf)
    sights.keep()
  }

  #writeAnew(shelf: Shelf, before: SightTable): void {
    before.readAll()
    const entries = [...this.#before(shelf, before), ...this.#found]
    shelf.clear()
    const sights = new SightTable(shelf)
    this.#write(new Map(entries), shelf, sights)
    shelf.put(NEEDED, String(sights.size))
  }

  /** What earlier runs have kept of files that are still there. */
  #before(shelf: Shelf, sights: SightTable): readonly (readonly [file: string, found: Found])[] {
    return [...shelf.keys()].flatMap(key => {
      const [, file] = FILE.exec(key) ?? []
      const known = file !== undefined && existsSync(file) && (shelf.get(key) as OnShelf | undefined)
      if (!known) return []
      const { outcome, rows } = known
      return [[file, { outcome, grounds: numbersIn(rows), sightAt: (number: number) => sights.at(number) }] as const]
    })
  }

  #holds(number: number): boolean {
    const known = this.#checked.get(number)
    if (known !== undefined) return known
    const before = this.#sights?.at(number)
    const now = before && stillSeen(before)
    if (now && now !== before) {
      this.#renewed.set(number, now)
      this.#hasNews = true
    }
    this.#checked.set(number, now !== undefined)
    return now !== undefined
  }
}

/** An entry as it is kept: of the numbers the first of each row and how many are in it, in turn. */
interface OnShelf {
  readonly outcome: Kept
  readonly rows: readonly number[]
}

const FILE = /^file (.*)$/s

function keyFor(file: string): string {
  return `file ${file}`
}

/** What rests on nothing that was seen, or on what can no longer be read, says nothing of another time. */
function put(
  file: string,
  { outcome, grounds, sightAt }: Found,
  shelf: Shelf,
  numberOf: (sight: Sight) => number,
): void {
  const seen = grounds.map(sightAt).filter(sight => sight !== undefined)
  if (seen.length === 0 || seen.length < grounds.length) return
  shelf.put(keyFor(file), JSON.stringify({ outcome, rows: rowsOf(seen.map(numberOf)) } satisfies OnShelf))
}

/** Outcomes of this process on a page of their own, for another. */
export function pageOf(found: ReadonlyMap<string, { readonly outcome: Kept; readonly answer: Answer }>): Page {
  const sights = new Map<number, Sight>()
  const entries = Array.from(found, ([file, { outcome, answer }]) => {
    const grounds = sightsOf(answer)
    for (const number of grounds) sights.set(number, sightAt(number))
    return [file, { outcome, grounds }] as const
  })
  return { sights, files: Object.fromEntries(entries) }
}

function sightsOf({ grounds }: Answer): readonly number[] {
  return grounds === undefined ? [] : sightsIn(grounds)
}
