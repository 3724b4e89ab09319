import { spawn } from 'node:child_process'
import { plural } from '../report/summary.ts'
import { serve } from '../review/server.ts'
import { sessionOf } from '../review/session.ts'
import type { Outcome } from '../run/run.ts'
import { reasonOf } from '../source/discover.ts'
import { UsageError } from '../source/usage-error.ts'
import { CLEAN, type CommonOptions, type ExitCode, FAILED, FOUND, print, reportProblems, workOn } from './common.ts'
import { keeperFor } from './keeping.ts'

export interface ReviewOptions extends CommonOptions {
  readonly port: number
  readonly open: boolean
}

/** Serves a page on which somebody chooses among the fixes and applies them, until they are done. */
export async function review(paths: readonly string[], options: ReviewOptions): Promise<ExitCode> {
  if (paths.includes('-')) throw new UsageError('a review needs files, not standard input')
  const work = await workOn(paths, options)
  let hasFailed = false
  const outcomes = function* (): Generator<Outcome> {
    for (const outcome of work.outcomes) {
      if (reportProblems(outcome, options)) hasFailed = true
      yield outcome
    }
  }
  const session = sessionOf(outcomes(), work, () => workOn(paths, options), keeperFor(options))
  const count = () => session.list().findings.length
  if (count() === 0) {
    if (!options.quiet) await print('Nothing to review.\n')
    return hasFailed ? FAILED : CLEAN
  }
  const server = await listening(serve(session, options.port), options.port)
  await print(`${plural(count(), 'pitfall')} to review at ${server.url}\nCtrl-C ends it.\n`)
  if (options.open) openInBrowser(server.url)
  await Promise.race([server.over, interrupted()])
  await server.close()
  if (!options.quiet) await print(`${plural(count(), 'pitfall')} left.\n`)
  return hasFailed ? FAILED : count() > 0 ? FOUND : CLEAN
}

async function listening<T>(server: Promise<T>, port: number): Promise<T> {
  try {
    return await server
  } catch (error) {
    throw new UsageError(`port ${port}: ${reasonOf(error)}`)
  }
}

function interrupted(): Promise<unknown> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
}

/** Shows a page in the user's browser; the address has been printed for where there is none. */
function openInBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler']
        : ['xdg-open']
  if (command === undefined) return
  const opener = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  opener.on('error', () => undefined)
  opener.unref()
}
