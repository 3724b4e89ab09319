import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ProjectFiles } from '../project/project.ts'
import { shownPath } from '../source/shown-path.ts'
import { addTimings, enter, isTimed, leave, type Timings, timed } from '../stopwatch.ts'
import { SharedTrees } from '../syntax/shared-trees.ts'
import type { Batch } from './batch.ts'
import type { Caches, Page } from './cache.ts'
import type { SettingsFinder } from './settings.ts'
import type { Brief, Part } from './worker.ts'

/** So many bytes are handled in the time that a worker takes to begin. */
const WORTH_A_WORKER = 400_000

/** Parts of the work that a worker does at least: none waits long for the last. */
const PARTS_OF_EACH = 8

/** A tree takes about two thirds of the bytes of its file; so many are for what the files import. */
const OF_LIBRARIES = 64_000_000

/** How the files of a batch are handled side by side. */
export interface Pool {
  /** How many workers there are at most. */
  readonly jobs: number
  /** What they are told beside the batch. */
  readonly brief: Pick<Brief, 'line' | 'store'>
  /** Hears of each part that is done: how many files, and how many findings in them. */
  readonly onPart?: (files: number, findings: number) => void
  /** The module whose `work` they run. */
  readonly program?: string
}

/**
 * Has workers find what becomes of the files that the caches do not know, and puts it there. A file over which a worker
 * dies has that for its outcome.
 */
export async function workAhead(
  batch: Batch,
  finder: SettingsFinder,
  project: ProjectFiles,
  caches: Caches,
  pool: Pool,
): Promise<void> {
  const cacheOf = (file: string) => caches.for(finder.for(file))
  const files = timed('cache', () => batch.files.filter(file => !cacheOf(file).recall(path.resolve(file))))
  const bytes = bytesOf(files)
  const jobs = Math.min(pool.jobs, files.length, Math.floor(bytes / WORTH_A_WORKER))
  if (jobs < 2) return
  const { Piscina } = createRequire(import.meta.url)('piscina') as typeof import('piscina')
  const { named, given } = batch
  const trees = SharedTrees.memoryFor(bytes + OF_LIBRARIES)
  const workers = new Piscina<readonly string[], Part>({
    filename: pool.program ?? fileURLToPath(new URL('./worker.js', import.meta.url)),
    name: 'work',
    minThreads: jobs,
    maxThreads: jobs,
    workerData: { ...pool.brief, named, given, id: project.id, of: jobs, isTimed: isTimed(), trees } satisfies Brief,
  })
  const latest = new Map<number, Timings>()
  const take = (part: readonly string[], { page, news, timings }: Part) => {
    project.hear(news)
    for (const file of part) cacheOf(file).take(path.resolve(file), page)
    pool.onPart?.(part.length, findingsOn(page))
    if (timings) latest.set(timings.thread, timings)
  }
  enter('workers')
  try {
    const shares = partsOf(files, jobs).map(share => partsOf(share, PARTS_OF_EACH))
    const nextOf = (own: (readonly string[])[]) => own.shift() ?? longest(shares).pop()
    await Promise.all(
      shares.map(async own => {
        for (let part = nextOf(own); part; part = nextOf(own)) await attempt(part, each => workers.run(each), take)
      }),
    )
  } finally {
    await workers.destroy()
    leave()
  }
  for (const each of latest.values()) addTimings(each)
}

/** Has a part handled; where a worker dies over it each half of it by itself, down to the one file. */
async function attempt(
  files: readonly string[],
  handle: (files: readonly string[]) => Promise<Part>,
  take: (files: readonly string[], part: Part) => void,
): Promise<void> {
  try {
    take(files, await handle(files))
  } catch (error) {
    const [only, ...others] = files
    if (only !== undefined && others.length === 0)
      return take(files, { page: failure(only, error), news: { searches: [], summaries: [] }, timings: undefined })
    for (const half of partsOf(files, 2)) await attempt(half, handle, take)
  }
}

function failure(file: string, error: unknown): Page {
  const reason = error instanceof Error ? error.message : String(error)
  const problems = [`the worker that handled it died, which is a bug of aiomend: ${reason}`]
  const outcome = { path: shownPath(file), problems }
  return { sights: new Map(), files: { [path.resolve(file)]: { outcome, grounds: [] } } }
}

/** Where most is left to do. */
function longest<T>(shares: readonly T[][]): T[] {
  return shares.reduce((most, each) => (each.length > most.length ? each : most))
}

/** So many parts of neighbouring files, which often import the same: a worker reads that once. */
function partsOf(files: readonly string[], count: number): (readonly string[])[] {
  const parts = Math.min(count, files.length)
  const at = (index: number) => Math.floor((index * files.length) / parts)
  return Array.from({ length: parts }, (_, index) => files.slice(at(index), at(index + 1)))
}

function bytesOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + sizeOf(file), 0)
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}

function findingsOn({ files }: Page): number {
  return Object.values(files).reduce((sum, { outcome }) => sum + (outcome.mended?.findings.length ?? 0), 0)
}
