import { accessSync, constants, readFileSync, realpathSync, renameSync, rmSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'
import { sweep, writeBeside, writeWhole } from './atomic.ts'
import { DecodeError, type SourceFile } from './decode.ts'
import { reasonOf } from './discover.ts'
import { UsageError } from './usage-error.ts'

/** Why a file was not replaced. Its message is for the user. */
export class WriteError extends Error {
  override readonly name = 'WriteError'
  /** The file, as it was named. */
  readonly path: string

  constructor(path: string, message: string) {
    super(message)
    this.path = path
  }
}

/** A file whose content is to become another. */
export interface Replacement {
  /** As it was named; a symbolic link stands for what it points to. */
  readonly path: string
  readonly before: Buffer
  readonly after: Buffer
}

/** Keeps what files hold, by their paths without links, before they are replaced. Throws where it cannot. */
export type Keep = (replacements: readonly Replacement[]) => void

/** The replacement of a file's text. Throws `WriteError` where its encoding cannot hold it. */
export function replacementOf(file: SourceFile, text: string): Replacement {
  const { path, bytes: before, mark } = file
  return naming(path, () => ({ path, before, after: file.encode(mark + text) }))
}

/**
 * Replaces the contents of files, of all or of none: what they hold is kept, and each is written beside its place, before
 * the first is moved there, so that whoever looks sees the old bytes or the new. Mode, owner and symbolic links stay.
 * Gives the files with another name, a hard link, for that keeps the old content. Throws `WriteError` where one cannot be
 * written, or has changed meanwhile.
 */
export function replaceFiles(replacements: readonly Replacement[], keep?: Keep): readonly string[] {
  const found = replacements.map(each => naming(each.path, () => find(each)))
  const targets = found.map(({ replacement, target }) => ({ ...replacement, path: target }))
  // What is beside a file when a run is killed is found by the record.
  if (keep) naming(replacements[0]?.path ?? '', () => keep(targets), 'its old content cannot be kept')
  const prepared: Prepared[] = []
  const moved: Prepared[] = []
  try {
    for (const each of found) prepared.push(naming(each.replacement.path, () => prepare(each)))
    for (const each of prepared) {
      naming(each.replacement.path, () => {
        requireUnchanged(each)
        renameSync(each.beside, each.target)
      })
      moved.push(each)
    }
  } catch (error) {
    for (const each of moved) naming(each.replacement.path, () => putBack(each), 'was changed, and cannot be put back')
    throw error
  } finally {
    for (const { beside } of prepared) rmSync(beside, { force: true })
  }
  return found.filter(({ stats }) => stats.nlink > 1).map(({ replacement }) => replacement.path)
}

interface Found {
  readonly replacement: Replacement
  /** Where the file really lies. */
  readonly target: string
  readonly stats: Stats
}

interface Prepared extends Found {
  /** What is to be moved there. */
  readonly beside: string
}

function find(replacement: Replacement): Found {
  const target = realpathSync(replacement.path)
  accessSync(target, constants.W_OK)
  const found = { replacement, target, stats: statSync(target) }
  requireUnchanged(found)
  return found
}

function prepare(found: Found): Prepared {
  const { replacement, target, stats } = found
  const folder = path.dirname(target)
  try {
    sweep(folder)
    return { ...found, beside: writeBeside(folder, replacement.after, { model: stats }) }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    throw ['EACCES', 'EPERM', 'EROFS'].includes(code)
      ? new WriteError(replacement.path, `cannot be written: its folder: ${reasonOf(error)}`)
      : error
  }
}

function requireUnchanged({ target, replacement }: Found): void {
  if (!readFileSync(target).equals(replacement.before))
    throw new WriteError(replacement.path, 'it changed while it was being fixed, and was left alone')
}

function putBack({ target, replacement, stats }: Found): void {
  if (readFileSync(target).equals(replacement.after)) writeWhole(target, replacement.before, { model: stats })
}

/** Does something with a file, and says of which it was that it went wrong. */
function naming<T>(path: string, act: () => T, failure = 'cannot be written'): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof WriteError || error instanceof UsageError) throw error
    throw new WriteError(path, error instanceof DecodeError ? error.message : `${failure}: ${reasonOf(error)}`)
  }
}
