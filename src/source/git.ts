import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
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
  const listed = git(folder, 'ls-files', '-co', '--exclude-standard', '-z')
  if (listed.status !== 0) return undefined
  const entries = [...new Set(listed.stdout.split('\0').filter(Boolean))]
  if (entries.length === 0 && git(folder, 'check-ignore', '-q', '.').status === 0) return undefined
  const staged = git(folder, 'ls-files', '-z', '--stage').stdout.split('\0')
  const submodules = staged.flatMap(entry => /^160000 .*\t(.*)$/s.exec(entry)?.[1] ?? [])
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

/** Runs git in a folder, whatever repository the environment points at, as it does in a hook. */
export function git(folder: string, ...args: string[]): Answer {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')))
  const { status, stdout, stderr } = spawnSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...env, LC_ALL: 'C' },
  })
  return { status, stdout: stdout ?? '', stderr: stderr ?? '' }
}
