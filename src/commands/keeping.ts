import { lstatSync } from 'node:fs'
import path from 'node:path'
import { rootOf } from '../project/roots.ts'
import { type RecordPlace, recorder } from '../source/record.ts'
import type { StorePlace } from '../source/store.ts'
import type { Keep } from '../source/write.ts'

/** The options that say where aiomend keeps what, as commander gives them. */
export interface KeepOptions {
  readonly cache?: boolean
  readonly cacheDir?: string
  readonly backupDir?: string
}

/** Of a place that the user did not name outright, the records of this many runs are kept. */
const MOST_RECORDS = 8

/** Where outcomes are kept, unless the user wants none kept. A link in the place of the usual folder could lead anywhere. */
export function storePlace({ cache, cacheDir }: KeepOptions): StorePlace | undefined {
  if (cache === false) return undefined
  if (cacheDir !== undefined) return { folder: path.resolve(cacheDir), isNamed: true }
  const folder = usualFolder()
  const isLink = lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()
  return isLink ? undefined : { folder, isNamed: false }
}

/** Where the records of runs are. */
export function placeOf({ cacheDir, backupDir }: KeepOptions): RecordPlace {
  if (backupDir !== undefined) return { folder: path.resolve(backupDir), isNamed: true, most: Number.POSITIVE_INFINITY }
  const folder = path.join(cacheDir === undefined ? usualFolder() : path.resolve(cacheDir), 'undo')
  return { folder, isNamed: cacheDir !== undefined, most: MOST_RECORDS }
}

/** What keeps the old contents of the files that a run writes, unless the user wants none kept. */
export function keeperFor(options: KeepOptions): Keep | undefined {
  return options.cache === false && options.backupDir === undefined ? undefined : recorder(placeOf(options))
}

function usualFolder(): string {
  return path.join(rootOf(process.cwd()), '.aiomend_cache')
}
