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
  #all: Parts | undefined
  #recent: Parts | undefined
  readonly #news = new Map<string, Part>()
  readonly #known = new Map<string, Parts>()

  constructor(rack: Rack) {
    this.#rack = rack
    this.#all = rack.read('all')
    const recent = this.#all && rack.read('recent')
    this.#recent = recent?.of === this.#all?.id ? recent : undefined
    for (const each of [this.#all, this.#recent]) {
      if (each) for (const [key] of each.entries()) this.#known.set(key, each)
    }
  }

  /** What was kept under a key by an earlier run. */
  get(key: string): unknown {
    return this.#known.get(key)?.get(key)
  }

  /** The keys under which earlier runs kept something. */
  keys(): Iterable<string> {
    return this.#known.keys()
  }

  /** `value` as JSON. */
  put(key: string, value: string): void {
    this.#news.set(key, partOf(value))
  }

  /** Takes away what earlier runs have put there. */
  clear(): void {
    this.#known.clear()
    this.#all = undefined
    this.#recent = undefined
  }

  /** Keeps what was put there, if anything was. */
  save(): void {
    if (this.#news.size === 0) return
    const recent = new Map([...(this.#recent?.entries() ?? []), ...this.#news])
    if (this.#all && bytesOf(recent) < SMALL * this.#all.size) {
      this.#rack.write('recent', recent, this.#all.id)
    } else {
      this.#rack.write('all', new Map([...(this.#all?.entries() ?? []), ...recent]), '')
    }
  }
}

function bytesOf(parts: ReadonlyMap<string, Part>): number {
  let sum = 0
  for (const { bytes } of parts.values()) sum += bytes.length
  return sum
}
