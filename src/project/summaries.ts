import type { PythonFile } from '../semantics/python-file.ts'
import { summaryOnDemand } from '../semantics/summary/on-demand.ts'
import { foundSoFar, joined, type SummarySoFar, summaryAgain } from '../semantics/summary/so-far.ts'
import type { ModuleSummary } from '../semantics/summary/summary.ts'
import { hashOf } from '../source/disk.ts'
import type { Shelf } from '../source/shelf.ts'
import type { Store } from '../source/store.ts'

/** What was found of a file's summary, and the hash of the text that it is of. */
interface Kept {
  readonly of: string
  readonly summary: SummarySoFar
}

/** A summary that is asked. */
interface Live {
  readonly of: string
  summary: ModuleSummary | undefined
  /** Whether more was found than is kept. */
  hasNews: boolean
}

/** What was found of the file at an absolute path, as JSON. */
export type SummaryNews = readonly [file: string, kept: string]

/** What files say to others: what earlier runs have found of the same texts need not be found again. */
export class Summaries {
  readonly #shelf: Shelf | undefined
  readonly #live = new Map<string, Live>()
  /** What other processes have found. */
  readonly #heard = new Map<string, string>()

  constructor(store?: Store) {
    this.#shelf = store?.shelf('summaries')
  }

  /** What the file at an absolute path says, with a text that `read` looks into where that is needed. */
  of(file: string, text: string, read: () => PythonFile): ModuleSummary {
    if (!this.#shelf) return summaryOnDemand(read)
    const kept = this.#shelf.get(file) as Kept | undefined
    const live: Live = { of: hashOf(text), summary: undefined, hasNews: false }
    const readOn = () => {
      live.hasNews = true
      return read()
    }
    live.summary = kept?.of === live.of ? summaryAgain(kept.summary, readOn) : summaryOnDemand(readOn)
    this.#live.set(file, live)
    return live.summary
  }

  /** What was found since this was last asked. */
  takeNews(): readonly SummaryNews[] {
    return [...this.#live].flatMap(([file, live]) => {
      if (!live.hasNews || !live.summary) return []
      live.hasNews = false
      const kept: Kept = { of: live.of, summary: foundSoFar(live.summary) }
      return [[file, JSON.stringify(kept)] as const]
    })
  }

  /** Takes what another process has found. */
  learn(news: readonly SummaryNews[]): void {
    for (const [file, text] of news) {
      const known = this.#heard.get(file)
      this.#heard.set(file, known === undefined ? text : together(known, text))
    }
  }

  /** Keeps for the next run what was found. */
  save(): void {
    this.learn(this.takeNews())
    for (const [file, text] of this.#heard) this.#shelf?.put(file, text)
    this.#shelf?.save()
  }
}

function together(before: string, now: string): string {
  const [one, other] = [JSON.parse(before) as Kept, JSON.parse(now) as Kept]
  return one.of === other.of ? JSON.stringify({ of: one.of, summary: joined(one.summary, other.summary) }) : now
}
