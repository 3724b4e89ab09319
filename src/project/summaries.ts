import { aside } from '../grounds.ts'
import type { PythonFile } from '../semantics/python-file.ts'
import { saysTheSame } from '../semantics/summary/asked-again.ts'
import { summaryOnDemand } from '../semantics/summary/on-demand.ts'
import { foundSoFar, joined, summaryAgain, wholeOf } from '../semantics/summary/so-far.ts'
import type { ModuleSummary } from '../semantics/summary/summary.ts'
import { textOf, type Written, writtenIn } from '../semantics/summary/written.ts'
import { behindStamp, contentAgain, contentSeen, hashIn, hashOf, read, stampOf } from '../source/disk.ts'
import type { Shelf } from '../source/shelf.ts'
import type { Store } from '../source/store.ts'

/** What was found of a file's summary. */
interface Kept {
  /** The stamp of the file, and the hash of its content. */
  readonly seen: string
  /** The hashes of what runs have kept, each of which went on from the one before: all that was in them is in this. */
  readonly editions: readonly string[]
  readonly summary: Written
}

/** So many runs may have gone on from each other. */
const MOST_EDITIONS = 16

/** A summary that is asked. */
interface Live extends Pick<Kept, 'seen' | 'editions'> {
  summary: ModuleSummary | undefined
  /** Whether more was found than is kept. */
  hasNews: boolean
}

/** What was found of the file at an absolute path: the summary as text. */
export interface SummaryNews extends Pick<Kept, 'seen' | 'editions'> {
  readonly file: string
  readonly summary: string
}

/** What files say to others: what earlier runs have found of the same contents need not be found again. */
export class Summaries {
  readonly #shelf: Shelf | undefined
  readonly #live = new Map<string, Live>()
  readonly #kept = new Map<string, Kept | undefined>()
  /** What was found in this run, by this process and others. */
  readonly #news = new Map<string, SummaryNews>()

  /** The editions that hold all that was found in this run, by file. */
  readonly #editions = new Map<string, { readonly of: string | undefined; readonly edition: string | undefined }>()

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

  /** The stamp and the hash of a file, which is read only if it may have changed since something was kept of it; undefined where it cannot be. */
  contentOf(file: string): string | undefined {
    const seen = contentSeen(file)
    if (seen !== undefined) return seen
    try {
      const before = this.#keptOf(file)?.seen
      if (before?.startsWith(`${stampOf(file)} `)) return before
      aside(() => read(file))
      return contentSeen(file)
    } catch {
      return undefined
    }
  }

  /** What the file at an absolute path says, with a content that `read` looks into where that is needed and possible. */
  of(file: string, content: string | undefined, read: () => PythonFile | undefined): ModuleSummary | undefined {
    if (!this.#shelf || content === undefined) return foundIn(read)
    const kept = this.#keptOf(file, hashIn(content))
    const live: Live = { seen: content, editions: kept?.editions ?? [], summary: undefined, hasNews: false }
    const readOn = () => {
      live.hasNews = true
      return read()
    }
    live.summary = kept ? summaryAgain(kept.summary, readOn as () => PythonFile) : foundIn(readOn)
    this.#live.set(file, live)
    return live.summary
  }

  /** What was kept of a file, if that was of this content. */
  #keptOf(file: string, of?: string): Kept | undefined {
    if (!this.#kept.has(file)) this.#kept.set(file, keptIn(this.#shelf?.textOf(file)))
    const kept = this.#kept.get(file)
    return kept && (of === undefined || hashIn(kept.seen) === of) ? kept : undefined
  }

  /** What was found since this was last asked. */
  takeNews(): readonly SummaryNews[] {
    return [...this.#live].flatMap(([file, live]) => {
      if (!live.hasNews || !live.summary) return []
      live.hasNews = false
      const { seen, editions } = live
      return [{ file, seen, editions, summary: textOf(foundSoFar(live.summary)) }]
    })
  }

  /** Takes what another process has found that goes on from the same. */
  learn(news: readonly SummaryNews[]): void {
    for (const each of news) {
      const known = this.#news.get(each.file)
      const isSame = known !== undefined && hashIn(known.seen) === hashIn(each.seen)
      this.#news.set(each.file, isSame ? together(known, each) : each)
    }
  }

  /** Keeps for the next run what was found. */
  save(): void {
    this.learn(this.takeNews())
    for (const { file, seen, editions, summary } of this.#news.values()) {
      const edition = hashOf(summary)
      const all = [...editions.slice(1 - MOST_EDITIONS), edition]
      this.#editions.set(file, { of: hashIn(seen), edition })
      this.#shelf?.put(file, `${JSON.stringify({ seen, editions: all })}\n${summary}`)
    }
    this.#shelf?.save()
  }

  /** A sight of what a file says, for other runs, after `save`: with the edition that holds all that was asked in this one. */
  kept(file: string, sight: string): string {
    const [of = '', edition] = behindStamp(sight)
    if (edition !== undefined) return sight
    const before = this.#live.get(file) ?? this.#keptOf(file, of)
    const known = this.#editions.get(file) ?? { of: hashIn(before?.seen ?? sight), edition: before?.editions.at(-1) }
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
    return now && saysTheSame(wholeOf(kept.summary), now) ? contentSeen(file) : undefined
  }
}

function foundIn(read: () => PythonFile | undefined): ModuleSummary | undefined {
  return read() && summaryOnDemand(read as () => PythonFile)
}

/** As `save` puts it on the shelf: a line of JSON, and the summary as text. */
function keptIn(text: string | undefined): Kept | undefined {
  if (text === undefined) return undefined
  const begin = text.indexOf('\n') + 1
  const { seen, editions } = JSON.parse(text.slice(0, begin)) as Omit<Kept, 'summary'>
  return { seen, editions, summary: writtenIn(text.slice(begin)) }
}

function together(one: SummaryNews, other: SummaryNews): SummaryNews {
  return { ...one, summary: textOf(joined(writtenIn(one.summary), writtenIn(other.summary))) }
}
