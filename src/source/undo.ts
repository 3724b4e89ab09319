import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { sweep } from './atomic.ts'
import { reasonOf } from './discover.ts'
import { hashOf, peek } from './disk.ts'
import { type Entry, MANIFEST, type RecordPlace, recordsIn } from './record.ts'
import { sealOf } from './seal.ts'
import { shownPath } from './shown-path.ts'
import { UsageError } from './usage-error.ts'
import { type Replacement, replaceFiles, WriteError } from './write.ts'

/** What a run changed, and has kept. */
export interface Run {
  readonly record: string
  readonly entries: readonly Entry[]
}

/** What undoing a run comes to for one file. */
export type Undone = { readonly path: string } & (
  | { readonly replacement: Replacement }
  /** Why it is left alone. */
  | { readonly problem: string }
)

/** The last run of which a record is there. Throws `UsageError` where there is none, or where anybody may have made it. */
export function lastRun(place: RecordPlace): Run {
  const [record] = recordsIn(place)
  if (record === undefined) {
    const advice = 'a run with --backup-dir or --cache-dir is undone with the same option'
    throw new UsageError(`${place.folder}: nothing to undo: no run has kept anything here; ${advice}`)
  }
  const [head, ...entries] = linesOf(path.join(record, MANIFEST))
  if (!isHead(head)) throw new UsageError(`${record}: it is no record that this version of aiomend wrote`)
  if (!place.isNamed && head.seal !== sealOf(record)) {
    const advice = `\`aiomend undo --backup-dir ${place.folder}\` restores from it if you trust it`
    throw new UsageError(`${record}: it is a copy, or came with the project; ${advice}`)
  }
  return { record, entries: entries.filter(isEntry) }
}

/** What each file of a run is to become again; files that are as they were before it are not among them. */
export function undoing({ record, entries }: Run): Undone[] {
  const files = new Map<string, Entry[]>()
  for (const entry of entries) files.set(entry.path, [entry, ...(files.get(entry.path) ?? [])])
  return [...files].flatMap(([file, latestFirst]) => undoingOf(file, latestFirst, record))
}

/** Follows what a file held back through a run, as far as one change is what the other began with. */
function undoingOf(file: string, latestFirst: readonly Entry[], record: string): Undone[] {
  const copies = latestFirst.flatMap(({ copy, before }) => (copy === undefined ? [] : [{ copy, before }]))
  let now: Buffer
  try {
    now = readFileSync(file)
  } catch (error) {
    return [{ path: file, problem: `${reasonOf(error)}; ${whereabouts(record, copies.at(-1)?.copy)}` }]
  }
  let hash = hashOf(now)
  const isAsBefore = latestFirst.some(({ before }) => before === hash)
  for (const { before, after } of latestFirst) if (after === hash) hash = before
  if (hash === hashOf(now)) {
    const problem = `it changed after it was fixed, and is left alone; ${whereabouts(record, copies.at(-1)?.copy)}`
    return isAsBefore ? [] : [{ path: file, problem }]
  }
  const copy = copies.find(({ before }) => before === hash)?.copy
  const old = copy === undefined ? undefined : peek(path.join(record, copy))
  if (!old || hashOf(old) !== hash)
    return [{ path: file, problem: `its old content is damaged or gone; ${whereabouts(record, copy)}` }]
  return [{ path: file, replacement: { path: file, before: now, after: old } }]
}

function whereabouts(record: string, copy: string | undefined): string {
  return `what it held was kept in ${shownPath(path.join(record, copy ?? ''))}`
}

/** Makes a file what it was again. Gives the reason where it cannot. */
export function restore(replacement: Replacement): string | undefined {
  try {
    replaceFiles([replacement])
    return undefined
  } catch (error) {
    if (error instanceof WriteError) return error.message
    throw error
  }
}

/** Forgets a run, and clears away what it may have left beside its files where it was killed. */
export function forget({ record, entries }: Run): void {
  for (const folder of new Set(entries.map(entry => path.dirname(entry.path)))) {
    try {
      sweep(folder)
    } catch {
      // A folder that is gone.
    }
  }
  // Without it nothing counts as a record: a removal that is cut short leaves none that is half there.
  rmSync(path.join(record, MANIFEST))
  rmSync(record, { recursive: true, force: true })
}

/** What the lines of a record say; one that a killed run has left half written was never acted upon. */
function linesOf(manifest: string): unknown[] {
  const lines = (peek(manifest)?.toString() ?? '').split('\n')
  return lines.map(line => {
    try {
      return JSON.parse(line) as unknown
    } catch {
      return undefined
    }
  })
}

function isHead(value: unknown): value is { readonly seal: string } {
  return isObject(value) && value.version === 1 && typeof value.seal === 'string'
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value)) return false
  const { path: file, before, after, copy = '' } = value
  return [file, before, after, copy].every(each => typeof each === 'string')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
