import { realpathSync } from 'node:fs'
import path from 'node:path'
import { git, gitRoot, whyNoRepository } from './git.ts'
import { UsageError } from './usage-error.ts'

/** Lines from 1, both ends included. */
export interface LineRange {
  readonly first: number
  readonly last: number
}

/** Says which lines of a file changed; throws `UsageError` where git cannot tell. */
export type Changes = (file: string) => readonly LineRange[]

const WHOLE: readonly LineRange[] = [{ first: 1, last: Number.POSITIVE_INFINITY }]

/**
 * The changes since a branch left a commit, its merge base with HEAD: in commits, staged or not. Files that are
 * moved count by the lines that changed on the way; of files that git does not track every line counts.
 */
export function changesSince(ref: string): Changes {
  const repositories = new Map<string, Repository>()
  const roots = new Map<string, string>()
  return file => {
    const folder = path.dirname(path.resolve(file))
    const root = roots.get(folder) ?? rootOf(folder)
    roots.set(folder, root)
    const repository = repositories.get(root) ?? changesIn(root, ref)
    repositories.set(root, repository)
    const name = path
      .relative(root, path.join(realpathSync(folder), path.basename(file)))
      .split(path.sep)
      .join('/')
    return repository.tracked.has(name) ? (repository.changed.get(name) ?? []) : WHOLE
  }
}

interface Repository {
  readonly tracked: ReadonlySet<string>
  readonly changed: ReadonlyMap<string, readonly LineRange[]>
}

function rootOf(folder: string): string {
  const root = gitRoot(folder)
  if (root === undefined)
    throw new UsageError(`${folder}: ${whyNoRepository(folder)}; --since and --base need git to say what changed`)
  return root
}

/** A patch, and the root of the repository that its names start from. */
export interface Patch {
  readonly root: string
  readonly patch: string
}

/** All changes of the working directory's repository since a branch left a commit. Throws `UsageError` where git cannot tell. */
export function patchSince(ref: string): Patch {
  const root = rootOf('.')
  return { root, patch: patchIn(root, ref, 3) }
}

/** The commit that the working directory's repository is at. */
export function headOf(root: string): string {
  return git(root, 'rev-parse', 'HEAD').stdout.trim()
}

function changesIn(root: string, ref: string): Repository {
  const patch = patchIn(root, ref, 0)
  const tracked = git(root, 'ls-files', '-z').stdout.split('\0')
  return { tracked: new Set(tracked), changed: changedLines(patch) }
}

/** What git says changed since the merge base of a commit and HEAD, with some lines of context. */
function patchIn(root: string, ref: string, context: number): string {
  const commit = git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)
  if (commit.status !== 0)
    throw new UsageError(`${root}: git knows no commit \`${ref}\`; in a shallow clone, fetch it first`)
  const base = git(root, 'merge-base', commit.stdout.trim(), 'HEAD')
  if (base.status !== 0) {
    throw new UsageError(`${root}: \`${ref}\` and HEAD have no common ancestor here; a shallow clone may lack it`)
  }
  const options = [
    `--unified=${context}`,
    '--find-renames',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-relative',
  ]
  const prefixes = ['--src-prefix=a/', '--dst-prefix=b/', '--ignore-submodules']
  const patch = git(root, '-c', 'core.quotePath=false', 'diff', ...options, ...prefixes, base.stdout.trim(), '--')
  if (patch.status !== 0) throw new UsageError(`${root}: git diff: ${patch.stderr.trim()}`)
  return patch.stdout
}

/** The lines that a patch without context adds, by the names of the files after it. */
function changedLines(patch: string): Map<string, LineRange[]> {
  const changed = new Map<string, LineRange[]>()
  const lines = patch.split('\n')
  let ranges: LineRange[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const [, name] = /^\+\+\+ (.*?)\t?$/.exec(line) ?? []
    if (name !== undefined) {
      ranges = []
      changed.set(unquoted(name).replace(/^b\//, ''), ranges)
    }
    const [hunk, removed = 1, first, added = 1] = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line) ?? []
    if (hunk === undefined) continue
    if (Number(added) > 0) ranges.push({ first: Number(first), last: Number(first) + Number(added) - 1 })
    // What stands in the hunk may look like a header.
    at += Number(removed) + Number(added)
  }
  return changed
}

/** A name as git quotes it where it holds a quote or a control character. https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath */
function unquoted(name: string): string {
  if (!name.startsWith('"')) return name
  const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }
  return name
    .slice(1, -1)
    .replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
      /\d/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code),
    )
}
