import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { devNull } from 'node:os'
import path from 'node:path'

/** What git says of a folder: its own list of files, and where it leaves off. */
export interface GitListing {
  /** Relative to the folder: what is tracked, and what is neither tracked nor ignored. */
  readonly files: readonly string[]
  /** Relative to the folder: repositories of their own in it, submodules or not. */
  readonly repositories: readonly string[]
  readonly unreadable: readonly { readonly path: string; readonly message: string }[]
}

/**
 * Lists a folder as git does, which knows nested .gitignore files, .git/info/exclude and what is tracked though ignored.
 * Undefined outside a repository, and for a folder that is ignored itself: then it was named on purpose.
 */
export function listedByGit(folder: string): GitListing | undefined {
  if (existsSync(folder) && !isInRepository(realpathSync(folder))) return undefined
  const listed = git(folder, 'ls-files', '-co', '--stage', '--exclude-standard', '-z')
  if (listed.status !== 0) return undefined
  const lines = listed.stdout.split('\0').filter(Boolean)
  const named = lines.map(line => {
    const [, mode, name = line] = STAGED.exec(line) ?? []
    return { name, isSubmodule: mode === SUBMODULE }
  })
  const entries = [...new Set(named.map(({ name }) => name))]
  if (entries.length === 0 && git(folder, 'check-ignore', '-q', '.').status === 0) return undefined
  const submodules = named.filter(({ isSubmodule }) => isSubmodule).map(({ name }) => name)
  const nested = entries.filter(entry => entry.endsWith('/'))
  const denied = [...listed.stderr.matchAll(/could not open directory '(.*)': (.*)/g)]
  return {
    files: entries.filter(entry => !entry.endsWith('/') && !submodules.includes(entry)),
    repositories: [...nested, ...submodules].map(path.normalize),
    unreadable: denied.map(([, at = '', message = '']) => ({
      path: path.join(folder, at),
      message: message.toLowerCase(),
    })),
  }
}

/** What git tracks, with its mode: other files have their names only. */
const STAGED = /^(\d{6}) [\da-f]+ \d\t(.*)$/s
const SUBMODULE = '160000'

/** Whether git can find a repository around a folder: to ask it takes longer than to look. */
function isInRepository(folder: string): boolean {
  const above = path.dirname(folder)
  return existsSync(path.join(folder, '.git')) || (above !== folder && isInRepository(above))
}

export interface Answer {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The root of the repository that a folder lies in, without links; undefined outside one. */
export function gitRoot(folder: string): string | undefined {
  const { status, stdout } = git(folder, 'rev-parse', '--show-toplevel')
  return status === 0 ? realpathSync(stdout.replace(/\n$/, '')) : undefined
}

/** Why no repository is to be seen from a folder. */
export function whyNoRepository(folder: string): string {
  const { status, stderr } = git(folder, 'rev-parse', '--git-dir')
  if (status === null) return 'git is not installed, or not on the PATH'
  return /dubious ownership/.test(stderr)
    ? 'git does not trust the repository here, which belongs to somebody else (see `git config --global safe.directory`)'
    : 'there is no git repository here'
}

/**
 * Runs git in a folder, whatever repository the environment points at, as it does in a hook; and so that nothing runs
 * which the repository's own configuration names.
 */
export function git(folder: string, ...args: string[]): Answer {
  return ask(folder, [...trustingNobody(folder), ...args])
}

/** What keeps git from running anything by itself. */
const GUARD: readonly string[] = [
  // Not even the index is written, which hooks are told of.
  '--no-optional-locks',
  ...[
    'core.fsmonitor=false',
    `core.hooksPath=${devNull}`,
    // A folder of a clone can look like a repository that is none of the user's making.
    'safe.bareRepository=explicit',
    'protocol.ext.allow=never',
  ].flatMap(setting => ['-c', setting]),
]

/** Settings whose value git runs as a command, or whose lack of one it does not take; in lower case but for what stands between dots. */
const COMMANDS =
  /^(core\.(sshcommand|gitproxy|askpass|editor)|(credential|diff|filter|remote)\..*(helper|command|textconv|clean|smudge|process|uploadpack|vcs))$/

const known = new Map<string, readonly string[]>()

/**
 * Options of git under which it runs no command that the configuration of the repository around a folder names: an archive
 * from anybody can bring one. What the user or the system has configured holds. https://git-scm.com/docs/git#_security
 */
export function trustingNobody(folder: string): readonly string[] {
  const guard = known.get(folder) ?? [...GUARD, ...silenced(folder)]
  known.set(folder, guard)
  return guard
}

function silenced(folder: string): string[] {
  const { stdout } = ask(folder, [...GUARD, 'config', '--list', '--show-scope', '--name-only', '-z'])
  const words = stdout.split('\0')
  const names = words.filter((name, at) => ['local', 'worktree'].includes(words[at - 1] ?? '') && COMMANDS.test(name))
  const drivers = new Set(names.flatMap(name => /^filter\..*(?=\.)/s.exec(name) ?? []))
  return [
    ...[...new Set(names)].map(name => `${name}=`),
    ...[...drivers].map(name => `${name}.required=false`),
  ].flatMap(setting => ['-c', setting])
}

function ask(folder: string, args: readonly string[]): Answer {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')))
  const { status, stdout, stderr } = spawnSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...env, LC_ALL: 'C' },
  })
  return { status, stdout: stdout ?? '', stderr: stderr ?? '' }
}
