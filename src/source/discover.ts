import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'
import { timed } from '../stopwatch.ts'
import { listedByGit } from './git.ts'
import { compilePatterns, type Patterns } from './patterns.ts'

/** A path that cannot be read, and why. */
export interface Unreadable {
  readonly path: string
  readonly message: string
}

export interface Discovered {
  /** In the order the user gave them, and sorted within a folder; no file twice. */
  readonly files: readonly string[]
  /** Those of `files` that were named outright. */
  readonly named: ReadonlySet<string>
  readonly unreadable: readonly Unreadable[]
}

/** Folders that hold no code of the project's own, as ruff leaves them out. */
const USUALLY_EXCLUDED: readonly string[] = `
  .aiomend_cache .bzr .direnv .eggs .git .git-rewrite .hg .ipynb_checkpoints .mypy_cache .nox .pants.d .pyenv .pytest_cache .pytype
  .ruff_cache .svn .tox .venv .vscode __pycache__ __pypackages__ _build buck-out build dist node_modules site-packages venv
`
  .trim()
  .split(/\s+/)

const PYTHON = /\.pyw?$/

/**
 * Finds the Python files for the paths on a command line. A file named outright is always among them, and so is a
 * folder's content where the folder itself is what `excludes` leaves out.
 */
export function discover(paths: readonly string[], excludes: (path: string) => boolean): Discovered {
  const files = new Map<string, string>()
  const named = new Set<string>()
  const unreadable: Unreadable[] = []
  for (const given of paths) {
    const isExcluded = !excludes(given) && !excludes(path.join(given, 'x.py'))
    for (const file of found(given, named, unreadable)) {
      if (isExcluded && !named.has(file) && excludes(file)) continue
      const real = realPathOf(file)
      if (!files.has(real)) files.set(real, file)
    }
  }
  return { files: [...files.values()], named, unreadable }
}

/** The file that a path names, or the Python files below it. */
function found(given: string, named: Set<string>, unreadable: Unreadable[]): string[] {
  const entry = entryAt(given, statSync, unreadable)
  if (!entry) return []
  if (entry.isDirectory()) return filesBelow(given, PYTHON, unreadable)
  named.add(given)
  return [given]
}

/** The files below a folder that a project would call its own, sorted; links are not followed. */
export function filesBelow(root: string, wanted = PYTHON, unreadable: Unreadable[] = []): string[] {
  return timed('discover', () => readableBelow(root, wanted, unreadable))
}

function readableBelow(root: string, wanted: RegExp, unreadable: Unreadable[]): string[] {
  const listing = listedByGit(root)
  const relative = listing ? listing.files : walk(root, '', [], unreadable)
  const inside = (listing?.repositories ?? []).filter(folder => !isUsuallyExcluded(`${folder}/x`))
  unreadable.push(...(listing?.unreadable ?? []))
  const own = relative
    .filter(file => wanted.test(file) && !isUsuallyExcluded(file))
    .map(file => path.join(root, file))
    .filter(file => isReadableName(file, unreadable) && entryAt(file, lstatSync, unreadable, true)?.isFile())
  return [...own, ...inside.flatMap(folder => filesBelow(path.join(root, folder), wanted, unreadable))].sort()
}

/** What stands at a path; why it cannot be seen goes to `unreadable`, unless nothing is there and that is no wonder. */
function entryAt(
  at: string,
  look: (at: string) => Stats,
  unreadable: Unreadable[],
  mayBeGone = false,
): Stats | undefined {
  try {
    return look(at)
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (!isGone || !mayBeGone) unreadable.push({ path: at, message: reasonOf(error) })
    return undefined
  }
}

/** Names that are not UTF-8 cannot be passed back to the system: such a file is named as far as it can be. */
function isReadableName(file: string, unreadable: Unreadable[]): boolean {
  if (!file.includes('\ufffd')) return true
  unreadable.push({ path: file, message: 'its name is not valid UTF-8' })
  return false
}

/** The names of Python files and stubs. */
export const PYTHON_OR_STUB = /\.pyw?i?$/

const realFolders = new Map<string, string>()

/** The path without symbolic links; that of a folder is looked up once. */
function realPathOf(file: string): string {
  const folder = path.dirname(path.resolve(file))
  const known = realFolders.get(folder) ?? realpathSync(folder)
  realFolders.set(folder, known)
  const full = path.join(known, path.basename(file))
  return lstatSync(full).isSymbolicLink() ? realpathSync(full) : full
}

function isUsuallyExcluded(file: string): boolean {
  return path
    .dirname(file)
    .split(path.sep)
    .some(folder => USUALLY_EXCLUDED.includes(folder))
}

interface IgnoreFile {
  readonly folder: string
  readonly rules: Patterns
}

/** The files below a folder, relative to it, that no .gitignore on the way leaves out. */
function walk(root: string, folder: string, above: readonly IgnoreFile[], unreadable: Unreadable[]): string[] {
  const here = path.join(root, folder)
  let entries: Dirent[]
  let rules = above
  try {
    entries = readdirSync(here, { withFileTypes: true })
    if (entries.some(entry => entry.name === '.gitignore' && entry.isFile())) {
      rules = [...above, { folder, rules: compilePatterns(readFileSync(path.join(here, '.gitignore'), 'utf8')) }]
    }
  } catch (error) {
    unreadable.push({ path: here, message: reasonOf(error) })
    return []
  }
  const found: string[] = []
  for (const entry of entries) {
    const file = path.join(folder, entry.name)
    if (isIgnored(file, entry.isDirectory(), rules)) continue
    if (!entry.isDirectory()) found.push(file)
    else if (!USUALLY_EXCLUDED.includes(entry.name)) found.push(...walk(root, file, rules, unreadable))
  }
  return found
}

/** Whether the innermost .gitignore that speaks of a path leaves it out. */
function isIgnored(file: string, isFolder: boolean, files: readonly IgnoreFile[]): boolean {
  for (const { folder, rules } of files.toReversed()) {
    const relative = path.relative(folder, file).split(path.sep).join('/') + (isFolder ? '/' : '')
    const verdict = rules(relative)
    if (verdict) return verdict === 'ignored'
  }
  return false
}

/** The reason of a file system error, without the path and system call that Node adds. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === 'EISDIR') return 'it is a folder'
  if (code === 'EEXIST' && syscall === 'mkdir') return 'a file is in the place of a folder'
  return (
    /(?:^| )E[A-Z0-9]+: (.*?)(,| \d|$)/.exec(error.message)?.[1] ?? (code ? `${code}: ${error.message}` : error.message)
  )
}
