import type { PythonFile } from '../semantics/python-file.ts'
import { saysTheSame } from '../semantics/summary/asked-again.ts'
import { summaryOnDemand } from '../semantics/summary/on-demand.ts'
import { foundSoFar, joined, type SummarySoFar, summaryAgain } from '../semantics/summary/so-far.ts'
import type { ModuleSummary } from '../semantics/summary/summary.ts'
import { behindStamp, contentAgain, contentSeen, hashIn, hashOf } from '../source/disk.ts'
import type { Shelf } from '../source/shelf.ts'
import type { Store } from '../source/store.ts'

/** What was found of a file's summary. */
interface Kept {
  /** The hash of the file's content. */
  readonly of: string
  /** The hashes of what runs have kept, each of which went on from the one before: all that was in them is in this. */
  readonly editions: readonly string[]
  readonly summary: SummarySoFar
}

/** So many runs may have gone on from each other. */
const MOST_EDITIONS = 16

/** A summary that is asked. */
interface Live extends Pick<Kept, 'of' | 'editions'> {
  summary: ModuleSummary | undefined
  /** Whether more was found than is kept. */
  hasNews: boolean
}

/** What was found of the file at an absolute path: the summary as JSON. */
export interface SummaryNews extends Pick<Kept, 'of' | 'editions'> {
  readonly file: string
  readonly summary: string
}

/** What files say to others: what earlier runs have found of the same contents need not be found again. */
export class Summaries {
  readonly #shelf: Shelf | undefined
  readonly #live = new Map<string, Live>()
  /** What was found in this run, by this process and others. */
  readonly #news = new Map<string, SummaryNews>()

  /** The editions that hold all that was found in this run, by file. */
  readonly #editions = new Map<string, Pick<Kept, 'of'> & { readonly edition: string | undefined }>()

  /** Of what is in the store nothing counts unless it is what is known by an `id`, where one is given. */
  constructor(store?: Store, id?: string) {
    this.#shelf = store?.shelf('summaries')
    if (id !== undefined && id !== this.id) this.#shelf?.clear()
  }

  /** Whether other runs hear of what is found. */
  get areKept(): boolean {
    return this.#shelf !== undefined
  }

  /** By this it is known whether two processes go on from the same. */
  get id(): string {
    return this.#shelf?.id ?? ''
  }

  /** What the file at an absolute path says, with a content that `read` looks into where that is needed and possible. */
  of(file: string, content: string | undefined, read: () => PythonFile | undefined): ModuleSummary | undefined {
    const of = content && hashIn(content)
    if (!this.#shelf || of === undefined) return foundIn(read)
    const kept = this.#keptOf(file, of)
    const live: Live = { of, editions: kept?.editions ?? [], summary: undefined, hasNews: false }
    const readOn = () => {
      live.hasNews = true
      return read()
    }
    live.summary = kept ? summaryAgain(kept.summary, readOn as () => PythonFile) : foundIn(readOn)
    this.#live.set(file, live)
    return live.summary
  }

  #keptOf(file: string, of: string): Kept | undefined {
    const kept = this.#shelf?.get(file) as Kept | undefined
    return kept?.of === of ? kept : undefined
  }

  /** What was found since this was last asked. */
  takeNews(): readonly SummaryNews[] {
    return [...this.#live].flatMap(([file, live]) => {
      if (!live.hasNews || !live.summary) return []
      live.hasNews = false
      const { of, editions } = live
      return [{ file, of, editions, summary: JSON.stringify(foundSoFar(live.summary)) }]
    })
  }

  /** Takes what another process has found that goes on from the same. */
  learn(news: readonly SummaryNews[]): void {
    for (const each of news) {
      const known = this.#news.get(each.file)
      this.#news.set(each.file, known?.of === each.of ? together(known, each) : each)
    }
  }

  /** Keeps for the next run what was found. */
  save(): void {
    this.learn(this.takeNews())
    for (const { file, of, editions, summary } of this.#news.values()) {
      const edition = hashOf(summary)
      const all = [...editions.slice(1 - MOST_EDITIONS), edition]
      this.#editions.set(file, { of, edition })
      this.#shelf?.put(file, `{"of":"${of}","editions":${JSON.stringify(all)},"summary":${summary}}`)
    }
    this.#shelf?.save()
  }

  /** A sight of what a file says, for other runs, after `save`: with the edition that holds all that was asked in this one. */
  kept(file: string, sight: string): string {
    const [of = '', edition] = behindStamp(sight)
    if (edition !== undefined) return sight
    const before = this.#live.get(file) ?? this.#keptOf(file, of)
    const known = this.#editions.get(file) ?? { of: before?.of ?? of, edition: before?.editions.at(-1) }
    this.#editions.set(file, known)
    return `${sight} ${known.of === of ? known.edition : ''}`
  }

  /** An earlier sight of what a file says as it is today, if to all that was asked of it then it says the same. */
  again(file: string, before: string, summary: () => ModuleSummary | undefined): string | undefined {
    const [of = '', edition = ''] = behindStamp(before)
    const same = contentAgain(file, before)
    if (same !== undefined) return `${same} ${edition}`
    const kept = this.#keptOf(file, of)
    if (!kept?.editions.includes(edition)) return undefined
    const now = summary()
    return now && saysTheSame(kept.summary, now) ? contentSeen(file) : undefined
  }
}

function foundIn(read: () => PythonFile | undefined): ModuleSummary | undefined {
  return read() && summaryOnDemand(read as () => PythonFile)
}

function together(one: SummaryNews, other: SummaryNews): SummaryNews {
  const both = joined(JSON.parse(one.summary) as SummarySoFar, JSON.parse(other.summary) as SummarySoFar)
  return { ...one, summary: JSON.stringify(both) }
}
