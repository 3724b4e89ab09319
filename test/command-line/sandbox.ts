import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach } from 'vitest'

export const bin = path.resolve('dist/aiomend.cjs')
export const SLEEPY = 'import time\n\n\nasync def work():\n    time.sleep(1)\n'
export const AWAKE = 'import asyncio\n\n\nasync def work():\n    await asyncio.sleep(1)\n'

interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

interface RunOptions {
  readonly input?: string | Buffer
  readonly env?: NodeJS.ProcessEnv
  /** The user to run as, where a test needs one who may not read every file. */
  readonly uid?: number
  /** The folder to run in, from the test's own. */
  readonly from?: string
  /** Ends it after this many seconds of work, however long it waits for its turn. */
  readonly seconds?: number
}

/** A new folder for each test of a file, and what it takes to fill it and to run the built command line there. */
export class Sandbox {
  folder = ''

  constructor() {
    beforeEach(() => {
      this.folder = mkdtempSync(path.join(tmpdir(), 'aiomend-cli-'))
    })
    afterEach(() => rmSync(this.folder, { recursive: true, force: true }))
  }

  readonly aiomend = (args: readonly string[], { input, env, uid, from = '', seconds }: RunOptions = {}): Run => {
    const limited = ['-c', `ulimit -t ${seconds} && exec "$0" "$@"`, process.execPath]
    const [command, ...before] = seconds === undefined ? [process.execPath] : ['sh', ...limited]
    const { status, stdout, stderr } = spawnSync(command, [...before, bin, ...args], {
      cwd: path.join(this.folder, from),
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
      ...(input !== undefined && { input }),
      ...(uid !== undefined && { uid, gid: uid }),
    })
    return { status, stdout, stderr }
  }

  readonly write = (name: string, content: string | Buffer): string => {
    const file = path.join(this.folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
    return file
  }

  readonly read = (name: string): string => readFileSync(path.join(this.folder, name), 'utf8')

  readonly git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: 'pipe',
    })
}
