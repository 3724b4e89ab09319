import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import path from 'node:path'
import { git, gitRoot, whyNoRepository } from './git.ts'
import { UsageError } from './usage-error.ts'

/** The repository of the working directory, for commits to be made in. */
export interface Repository {
  readonly root: string
  /** Where a file lies from the root, with `/`. Throws `UsageError` for one that is not tracked in this repository. */
  readonly nameOf: (file: string) => string
  /** Commits some files, named from the root, as they are in the working tree. Throws `UsageError` with what git said. */
  readonly commit: (names: readonly string[], message: string) => void
}

/** Opens the repository of the working directory, in which nothing may be changed yet. Throws `UsageError` otherwise. */
export function cleanRepository(): Repository {
  const root = gitRoot('.')
  if (root === undefined) throw new UsageError(`${whyNoRepository('.')}; --commit-per needs a repository to commit to`)
  const [first, ...others] = git(root, 'status', '--porcelain', '-z').stdout.split('\0').filter(Boolean)
  if (first !== undefined) {
    const rest = others.length > 0 ? ` and ${others.length} more` : ''
    throw new UsageError(`the working tree is not clean (${first.slice(3)}${rest}); commit or stash that first`)
  }
  const tracked = new Set(git(root, 'ls-files', '-z').stdout.split('\0'))
  return {
    root,
    nameOf: file => {
      const name = path.relative(root, realpathSync(file)).split(path.sep).join('/')
      if (!tracked.has(name))
        throw new UsageError(`${file}: git does not track it in ${root}, so it cannot be committed`)
      return name
    },
    commit: (names, message) => commit(root, names, message),
  }
}

function commit(root: string, names: readonly string[], message: string): void {
  // Who commits may be said by the environment, but not which repository.
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, ...env } = process.env
  const args = ['commit', '--quiet', '--message', message, '--pathspec-from-file=-', '--pathspec-file-nul']
  const { status, stdout, stderr } = spawnSync('git', ['-C', root, '--literal-pathspecs', ...args], {
    input: names.join('\0'),
    encoding: 'utf8',
    env,
  })
  if (status !== 0) {
    const said = `${stderr ?? ''}${stdout ?? ''}`.trim()
    throw new UsageError(`git commit failed, and its changes are left in the working tree: ${said}`)
  }
}
