import {
  appendFileSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { isRunning, makeFolders, writeWhole } from './atomic.ts'
import { reasonOf } from './discover.ts'
import { hashOf } from './disk.ts'
import { seal } from './seal.ts'
import { UsageError } from './usage-error.ts'
import type { Keep } from './write.ts'

/** Where what files held before they were fixed is kept: one folder for each run, by its time. */
export interface RecordPlace {
  readonly folder: string
  /** Whether the user named it: what lies elsewhere may have come with the project, from anybody. */
  readonly isNamed: boolean
  /** The records of how many runs are kept there. */
  readonly most: number
}

/** One line of a record: a file, without links, what it held and what it was to hold, as hashes of the bytes. */
export interface Entry {
  readonly path: string
  readonly before: string
  readonly after: string
  /** Where in the record the old bytes lie; not where an entry before this one wrote them. */
  readonly copy?: string
}

export const MANIFEST = 'manifest.jsonl'
const RECORD = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z-(\d+)$/

/**
 * Keeps the old bytes of files in a record of this run, which begins with the first of them; they are on the disk when it
 * returns. Throws `UsageError` where no record can begin, and else what the system says.
 */
export function recorder(place: RecordPlace): Keep {
  const latest = new Map<string, string>()
  let record: string | undefined
  return replacements => {
    record ??= begin(place)
    const entries = replacements.map(({ path: file, before, after }): Entry => {
      const entry = { path: file, before: hashOf(before), after: hashOf(after) }
      if (latest.get(file) === entry.before) return entry
      const copy = freeName(record ?? '', file)
      writeFileSync(path.join(record ?? '', copy), before, { flag: 'wx', flush: true, mode: 0o600 })
      return { ...entry, copy }
    })
    // What a full disk has cut short stays on a line of its own.
    append(path.join(record, MANIFEST), entries.map(entry => `\n${JSON.stringify(entry)}`).join(''))
    for (const { path: file, after } of entries) latest.set(file, after)
  }
}

/** The records of a place that are there, the latest first. */
export function recordsIn({ folder }: RecordPlace): string[] {
  return namesOf(folder)
    .map(name => path.join(folder, name))
    .filter(record => isFile(path.join(record, MANIFEST)))
}

function begin(place: RecordPlace): string {
  const { folder, isNamed } = place
  try {
    if (isNamed) makeFolders(folder)
    else for (const each of [path.dirname(folder), folder]) makeFolder(each)
    dropOldest(place)
    const record = path.join(folder, `${new Date().toISOString().replaceAll(':', '-')}-${process.pid}`)
    mkdirSync(record, { mode: 0o700 })
    writeFileSync(path.join(record, '.gitignore'), '*\n')
    writeWhole(path.join(record, MANIFEST), JSON.stringify({ version: 1, seal: seal(record) }))
    return record
  } catch (error) {
    const advice = 'name another with --backup-dir, or keep none with --no-cache'
    throw new UsageError(`${folder}: old contents cannot be kept here: ${reasonOf(error)}; ${advice}`)
  }
}

/** Makes a folder where there is none. Throws for a symbolic link: whoever put it there would say where to write. */
function makeFolder(folder: string): void {
  if (!lstatSync(folder, { throwIfNoEntry: false })) mkdirSync(folder)
  if (!lstatSync(folder).isDirectory()) throw new Error(`${path.basename(folder)} is no folder, or a symbolic link`)
}

function dropOldest({ folder, most }: RecordPlace): void {
  const over = namesOf(folder).slice(most - 1)
  for (const name of over.filter(name => !isRunning(Number(RECORD.exec(name)?.[1]))))
    rmSync(path.join(folder, name), { recursive: true, force: true })
}

function namesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => RECORD.test(name))
      .sort()
      .reverse()
  } catch {
    return []
  }
}

function isFile(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false
}

/** A path in a record that nothing has yet: that of the file from the working folder, and never one of a Python file. */
function freeName(record: string, file: string): string {
  const relative = path.relative(process.cwd(), file)
  const isBelow = !relative.startsWith('..') && !path.isAbsolute(relative)
  const name = path.join('files', isBelow ? relative : path.basename(file))
  for (let number = 1; ; number++) {
    const candidate = `${name}${number > 1 ? `.${number}` : ''}.orig`
    mkdirSync(path.dirname(path.join(record, candidate)), { recursive: true })
    if (!lstatSync(path.join(record, candidate), { throwIfNoEntry: false })) return candidate
  }
}

function append(file: string, text: string): void {
  const opened = openSync(file, 'a', 0o600)
  try {
    appendFileSync(opened, text)
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
