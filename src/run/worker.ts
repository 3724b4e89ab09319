import path from 'node:path'
import { workerData } from 'node:worker_threads'
import { type Answer, foundFor, watchGrounds } from '../grounds.ts'
import { shareMemory } from '../project/memory.ts'
import { type News, ProjectFiles } from '../project/project.ts'
import { loadTransforms } from '../registry.ts'
import { Store, type StorePlace } from '../source/store.ts'
import { started, startTimings, type Timings, timedFile, timings } from '../stopwatch.ts'
import { shareTrees } from '../syntax/parse.ts'
import { type Page, pageOf } from './cache.ts'
import { type Kept, kept } from './kept.ts'
import { outcomeOf } from './run.ts'
import { type CommandLine, SettingsFinder } from './settings.ts'

/** What a worker is told when it begins. */
export interface Brief {
  readonly line: CommandLine
  readonly named: ReadonlySet<string>
  readonly given: readonly string[]
  /** Where the store is, if there is one. */
  readonly store?: StorePlace
  /** The project's of the process that it works for. */
  readonly id: string
  /** How many workers share the memory. */
  readonly of: number
  readonly isTimed: boolean
  /** Where they keep the trees that they have parsed. */
  readonly trees: SharedArrayBuffer
}

/** What a worker has found of some files, and where its time has gone since it began. */
export interface Part {
  readonly page: Page
  readonly news: News
  readonly timings: Timings | undefined
}

let preparing: Promise<(files: readonly string[]) => Part> | undefined

/** Finds what becomes of some files, in a thread beside others. */
export async function work(files: readonly string[]): Promise<Part> {
  preparing ??= prepare(workerData as Brief)
  return (await preparing)(files)
}

async function prepare({
  line,
  named,
  given,
  store,
  id,
  of,
  isTimed,
  trees,
}: Brief): Promise<(files: readonly string[]) => Part> {
  if (isTimed) startTimings()
  if (store !== undefined) watchGrounds()
  shareMemory(of)
  shareTrees(trees)
  const finder = new SettingsFinder(line, await loadTransforms())
  const project = new ProjectFiles(file => finder.importsFor(file), store && new Store(store), { id })
  project.give(given, named)
  started()
  return files => {
    const found = new Map<string, { outcome: Kept; answer: Answer }>()
    for (const file of files) {
      const answer: Answer = {}
      const find = () => timedFile(file, () => outcomeOf(file, finder, project))
      found.set(path.resolve(file), { outcome: kept(foundFor(answer, find)), answer })
    }
    return { page: pageOf(found), news: project.takeNews(), timings: timings() }
  }
}
