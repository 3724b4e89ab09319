import { type Part, type Parts, partOf } from './parts.ts'

/** The part of what is kept that may be in the small file of what is new, before it is put into the large one. */
const SMALL = 1 / 8

/** Where the two files of a shelf are. */
export interface Rack {
  /** Undefined where there is none that could be read. */
  read(which: Which): Parts | undefined
  /** Where that is not possible the next run takes as long as this one. What was recent goes when all is written. */
  write(which: Which, parts: ReadonlyMap<string, Part>, of: string): void
}

/** What was new since the large file was written is in a small one, which adds to that large one and no other. */
export type Which = 'all' | 'recent'

/** Values by their keys, which the next run may need; nothing on it is needed. */
export class Shelf {
  readonly #rack: Rack
  #before: Before | undefined
  readonly #news = new Map<string, Part>()

  constructor(rack: Rack) {
    this.#rack = rack
  }

  /** What was kept under a key by an earlier run. */
  get(key: string): unknown {
    const text = this.textOf(key)
    return text === undefined ? undefined : JSON.parse(text)
  }

  /** As it was put there. */
  textOf(key: string): string | undefined {
    return this.#read().known.get(key)?.get(key)
  }

  /** Another wherever something else was kept. */
  get id(): string {
    const { all, recent } = this.#read()
    return `${all?.id} ${recent?.id}`
  }

  /** The keys under which earlier runs kept something. */
  keys(): Iterable<string> {
    return this.#read().known.keys()
  }

  /** Puts a text there, which is JSON for what `get` gives. */
  put(key: string, text: string): void {
    this.#news.set(key, partOf(text))
  }

  /** Takes away what earlier runs have put there. */
  clear(): void {
    this.#before = NOTHING
  }

  /** Keeps what was put there, if anything was. */
  save(): void {
    if (this.#news.size === 0) return
    const { all, recent } = this.#read()
    const news = new Map([...entriesOf(recent), ...this.#news])
    if (all && bytesOf(news) < SMALL * all.size) this.#rack.write('recent', news, all.id)
    else this.#rack.write('all', new Map([...entriesOf(all), ...news]), '')
  }

  #read(): Before {
    this.#before ??= readFrom(this.#rack)
    return this.#before
  }
}

/** What earlier runs have kept. */
interface Before {
  readonly all: Parts | undefined
  readonly recent: Parts | undefined
  /** By each key where the latest value is. */
  readonly known: ReadonlyMap<string, Parts>
}

const NOTHING: Before = { all: undefined, recent: undefined, known: new Map() }

function readFrom(rack: Rack): Before {
  const all = rack.read('all')
  if (!all) return NOTHING
  const found = rack.read('recent')
  const recent = found?.of === all.id ? found : undefined
  const known = new Map(Array.from(all.keys(), key => [key, all]))
  for (const key of recent?.keys() ?? []) if (recent) known.set(key, recent)
  return { all, recent, known }
}

/** None where the file has become unreadable since. */
function entriesOf(parts: Parts | undefined): readonly (readonly [key: string, part: Part])[] {
  try {
    return parts?.entries() ?? []
  } catch {
    return []
  }
}

function bytesOf(parts: ReadonlyMap<string, Part>): number {
  let sum = 0
  for (const { bytes } of parts.values()) sum += bytes.length
  return sum
}
