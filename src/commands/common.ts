import { availableParallelism } from 'node:os'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { isWatching, watchGrounds } from '../grounds.ts'
import { isEnvironment } from '../project/environment.ts'
import { ProjectFiles } from '../project/project.ts'
import { loadTransforms, type RegisteredTransform } from '../registry.ts'
import { type ColorChoice, painterFor } from '../report/paint.ts'
import { batchOf, type Shard } from '../run/batch.ts'
import { Caches } from '../run/cache.ts'
import { jointFixes, type Waiting } from '../run/joint.ts'
import { workAhead } from '../run/pool.ts'
import { handle, type Outcome, run } from '../run/run.ts'
import { type CommandLine, type Settings, SettingsFinder } from '../run/settings.ts'
import { reasonOf } from '../source/discover.ts'
import { obstacleIn, Store } from '../source/store.ts'
import { UsageError } from '../source/usage-error.ts'
import { visible } from '../source/visible.ts'
import { enter, leave, started, timedSteps } from '../stopwatch.ts'
import { type KeepOptions, storePlace } from './keeping.ts'
import { progressOn } from './progress.ts'

/** The options that check, diff and fix share, as commander gives them. */
export interface CommonOptions extends KeepOptions {
  readonly unsafe?: true
  readonly pedantic?: true
  readonly select?: string[]
  readonly ignore?: string[]
  readonly extendSelect?: string[]
  readonly executor?: 'run-in-executor' | 'to-thread'
  readonly cpuExecutor?: 'thread' | 'process'
  readonly taskGroup?: true
  readonly targetVersion?: string
  readonly venv?: string
  readonly config?: string
  readonly since?: string
  readonly baseline?: string
  readonly only?: string
  readonly shard?: Shard
  readonly jobs?: number
  readonly stdinFilename?: string
  readonly statistics?: true
  readonly quiet?: true
  readonly color: ColorChoice
}

/** Exit codes: nothing to do, something found, a usage error or a file that could not be handled. */
export const CLEAN = 0
export const FOUND = 1
export const FAILED = 2
export type ExitCode = typeof CLEAN | typeof FOUND | typeof FAILED

/** What a command works with: the transforms, and what became of each file. */
export interface Work {
  readonly transforms: readonly RegisteredTransform[]
  readonly outcomes: Iterable<Outcome>
  /** The fixes of several files, after the outcomes; they wait for what became of these to be noted. */
  readonly joint: (waiting: Waiting, alone?: boolean) => ReturnType<typeof jointFixes>
  /** Whether the one file came from standard input. */
  readonly isStdin: boolean
  readonly settingsFor: (path: string) => Settings
  readonly project: ProjectFiles
}

/** Prepares the files that a command line names; `-` is standard input. On a terminal it is shown how far it is. */
export async function workOn(paths: readonly string[], options: CommonOptions, isWatched = true): Promise<Work> {
  const transforms = await loadTransforms()
  const finder = new SettingsFinder(commandLine(options), transforms)
  const isStdin = paths.includes('-')
  if (isStdin && paths.length > 1) throw new UsageError('`-` (standard input) cannot be combined with other paths')
  if (!isStdin && options.stdinFilename !== undefined) throw new UsageError('--stdin-filename needs `-` as the path')
  if (isStdin && options.shard) throw new UsageError('--shard splits files, not standard input')
  if (isStdin && options.since !== undefined) throw new UsageError('--since needs files, not standard input')
  const { venv } = options
  if (venv !== undefined && !isEnvironment(venv)) throw new UsageError(`${venv}: no environment with site-packages`)
  const store = storeFor(options)
  const project = new ProjectFiles(file => finder.importsFor(file), store)
  const joint: Work['joint'] = (waiting, alone) =>
    timedSteps('several files', jointFixes(waiting, finder, project, alone))
  const common = { transforms, isStdin, project, joint, settingsFor: (path: string) => finder.for(path) }
  started()
  if (isStdin) {
    const name = options.stdinFilename ?? 'stdin.py'
    return { ...common, outcomes: [handle(name, await standardInput(), finder.for(name), project)] }
  }
  const progress = isWatched && process.stderr.isTTY && !options.quiet ? progressOn(process.stderr) : undefined
  const batch = batchOf(paths, finder, project, options.shard)
  progress?.expect(batch.files.length)
  const caches = new Caches(store)
  await workAhead(batch, finder, project, caches, {
    jobs: options.jobs ?? availableParallelism(),
    brief: { line: commandLine(options), ...(store && { store: store.place }) },
    ...(progress && { onPart: progress.ahead }),
  })
  const outcomes = run(batch, finder, project, caches)
  return { ...common, outcomes: progress ? progress.watch(outcomes) : outcomes }
}

/** Where outcomes are kept, unless the user wants none kept. */
function storeFor(options: CommonOptions): Store | undefined {
  const place = storePlace(options)
  // What git says of changes is not on the disk in a form that could be seen again. One process keeps one run.
  if (!place || options.since !== undefined || isWatching()) return undefined
  const obstacle = place.isNamed ? obstacleIn(place) : undefined
  if (obstacle !== undefined) {
    const advice = 'the next run will take as long as this one; name another folder with --cache-dir'
    process.stderr.write(`aiomend: ${visible(place.folder)}: nothing can be kept here: ${obstacle}; ${advice}\n`)
  }
  watchGrounds()
  return new Store(place)
}

async function standardInput(): Promise<Buffer> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  } catch (error) {
    throw new UsageError(`standard input: ${reasonOf(error)}`)
  }
  return Buffer.concat(chunks)
}

function commandLine(options: CommonOptions): CommandLine {
  const {
    unsafe,
    pedantic,
    select,
    ignore,
    extendSelect,
    executor,
    cpuExecutor,
    taskGroup,
    targetVersion,
    venv,
    config,
    since,
    baseline,
    only,
  } = options
  return {
    ...(unsafe && { 'unsafe-fixes': true }),
    ...(pedantic && { pedantic }),
    ...(select && { select }),
    ...(ignore && { ignore }),
    ...(extendSelect && { 'extend-select': extendSelect }),
    ...(executor && { executor }),
    ...(cpuExecutor && { 'cpu-executor': cpuExecutor }),
    ...(taskGroup && { 'task-group': taskGroup }),
    ...(targetVersion && { 'target-version': targetVersion }),
    ...(venv && { venv: path.resolve(venv) }),
    ...(config && { config }),
    ...(only !== undefined && { only }),
    ...(since !== undefined && { since }),
    ...(baseline !== undefined && { baseline }),
  }
}

/** Writes to standard output, and gives a reader who has gone away the time to say so. */
export async function print(data: string | Buffer): Promise<void> {
  enter('print')
  process.stdout.write(data)
  await setImmediate()
  leave()
}

/** Names on stderr what could not be handled, and what was left out; true where something could not. */
export function reportProblems({ path, problems, notice }: Outcome, { color, quiet }: CommonOptions): boolean {
  const paint = painterFor(color, process.stderr)
  const name = paint.bold(visible(path))
  for (const problem of problems) process.stderr.write(`${name}: ${paint.red('error:')} ${visible(problem)}\n`)
  if (notice && !quiet) process.stderr.write(`${name}: ${notice}\n`)
  return problems.length > 0
}
