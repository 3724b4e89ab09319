import { execFile } from 'node:child_process'
import path from 'node:path'
import { beforeEach } from 'vitest'
import { bin, Sandbox, SLEEPY } from './sandbox.ts'

/** What the files of the sandbox hold on the main branch. */
export const QUIET = 'import time\n'

const NO_TOKEN = { GITHUB_TOKEN: '', GITLAB_TOKEN: '', GITHUB_REPOSITORY: '', GITHUB_EVENT_PATH: '', GITLAB_CI: '' }

/** A sandbox with a repository, two files of which the branch that is checked out has changed to `SLEEPY`. */
export class TopicBranch extends Sandbox {
  constructor() {
    super()
    beforeEach(() => {
      this.git('init', '-q', '-b', 'main')
      for (const name of ['work.py', 'jobs/far.py']) this.write(name, QUIET)
      this.git('add', '-A')
      this.git('commit', '-qm', 'x')
      this.git('switch', '-qc', 'topic')
      for (const name of ['work.py', 'jobs/far.py']) this.write(name, SLEEPY)
      this.git('commit', '-qam', 'y')
    })
  }

  /** Runs the built command line while the fake answers. */
  readonly aiomendMeanwhile = (args: readonly string[], env: NodeJS.ProcessEnv = {}, from = '') =>
    new Promise<{ status: unknown; stdout: string; stderr: string }>(done => {
      const options = { cwd: path.join(this.folder, from), env: { ...process.env, ...NO_TOKEN, ...env } }
      execFile(process.execPath, [bin, ...args], options, (error, stdout, stderr) =>
        done({ status: error?.code ?? 0, stdout, stderr }),
      )
    })
}
