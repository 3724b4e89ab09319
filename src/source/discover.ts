import { execFileSync } from 'node:child_process'
import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { compilePatterns } from './patterns.ts'

/** A path given by the user that cannot be read. */
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
  .bzr .direnv .eggs .git .git-rewrite .hg .ipynb_checkpoints .mypy_cache .nox .pants.d .pyenv .pytest_cache .pytype
  .ruff_cache .svn .tox .venv .vscode __pycache__ __pypackages__ _build buck-out build dist node_modules site-packages venv
`
  .trim()
  .split(/\s+/)

/** Finds the Python files for the paths on a command line. A file named outright is always among them. */
export function discover(paths: readonly string[], excludes: (path: string) => boolean = () => false): Discovered {
  const files = new Map<string, string>()
  const named = new Set<string>()
  const unreadable: Unreadable[] = []
  for (const given of paths) {
    for (const file of found(given, named, unreadable)) {
      if (!named.has(file) && excludes(file)) continue
      const real = lstatSync(file).isSymbolicLink() ? realpathSync(file) : path.resolve(file)
      if (!files.has(real)) files.set(real, file)
    }
  }
  return { files: [...files.values()], named, unreadable }
}

/** The file that a path names, or the Python files below it. */
function found(given: string, named: Set<string>, unreadable: Unreadable[]): string[] {
  try {
    if (statSync(given).isDirectory()) return filesBelow(given, unreadable)
    named.add(given)
    return [given]
  } catch (error) {
    unreadable.push({ path: given, message: reasonOf(error) })
    return []
  }
}

/** The Python files below a folder that a project would call its own, sorted. */
export function filesBelow(root: string, unreadable: Unreadable[] = []): string[] {
  const listed = listedByGit(root) ?? walk(root, '', [], unreadable)
  const isWanted = (file: string): boolean => {
    const entry = lstatSync(file, { throwIfNoEntry: false })
    return entry?.isFile() === true || (entry?.isSymbolicLink() === true && pointsInside(file, root))
  }
  const python = listed.filter(file => /\.pyw?$/.test(file) && !isUsuallyExcluded(file))
  return python
    .map(file => path.join(root, file))
    .filter(isWanted)
    .sort()
}

/** A link below a folder counts if its target lies there too: it is the target that would change. */
function pointsInside(link: string, folder: string): boolean {
  try {
    const target = realpathSync(link)
    return !path.relative(realpathSync(folder), target).startsWith('..') && statSync(target).isFile()
  } catch {
    return false
  }
}

function isUsuallyExcluded(file: string): boolean {
  return path
    .dirname(file)
    .split(path.sep)
    .some(folder => USUALLY_EXCLUDED.includes(folder))
}

/** Git's own list: it knows nested .gitignore files, .git/info/exclude and what is tracked though ignored. */
function listedByGit(root: string): string[] | undefined {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, ...args], { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const listed = git('ls-files', '-co', '--exclude-standard', '-z', '--', '*.py', '*.pyw')
      .toString()
      .split('\0')
      .filter(Boolean)
    if (listed.length === 0) {
      // Nothing: no Python here, or the folder itself is ignored, and then it was named on purpose.
      git('check-ignore', '-q', '.')
      return undefined
    }
    return [...new Set(listed)].map(path.normalize)
  } catch {
    return undefined
  }
}

interface IgnoreFile {
  readonly folder: string
  readonly rules: ReturnType<typeof compilePatterns>
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
    const { ignored, unignored } = rules.test(relative)
    if (ignored || unignored) return ignored
  }
  return false
}

/** The reason of a file system error, without the path and system call that Node adds. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = (error as NodeJS.ErrnoException).code
  return /^[A-Z]+: (.*?)(,|$)/.exec(error.message)?.[1] ?? (code ? `${code}: ${error.message}` : error.message)
}
