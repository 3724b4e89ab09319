import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ProjectFiles } from '../src/project/project.ts'
import { loadTransforms } from '../src/registry.ts'
import { batchOf } from '../src/run/batch.ts'
import { jointFixes, Waiting, withChange } from '../src/run/joint.ts'
import type { Mended } from '../src/run/mend.ts'
import { type Outcome, run } from '../src/run/run.ts'
import { type CommandLine, type Settings, SettingsFinder } from '../src/run/settings.ts'

const root = path.resolve('fixtures')
export const transforms = await loadTransforms()

/** One file of a fixture: what stands before and after, and what its comments say of it. */
export interface Fixture {
  /** The folder below fixtures/: the transform that it is about. */
  readonly id: string
  /** Relative to fixtures/. */
  readonly name: string
  readonly path: string
  /** The folder of modules that the file belongs to, or its own path. */
  readonly theme: string
  readonly before: string
  /** Equal to `before` where nothing may change. */
  readonly after: string
  /** What it is to become: `after`, or where the pitfall is not mended, what a person writes in `theme.by-hand.py`. */
  readonly right: string
  /** The command line of its `# args:` comment. */
  readonly line: CommandLine
  /** What it is to be run under, as `# run: pytest` says, or `Python` for a plain `# run`; undefined where it is not to be run. */
  readonly runner: string | undefined
  /** What its `# out:` comments say that it prints once it is fixed. */
  readonly output: string
}

/** All fixtures, a folder of several modules as one each. */
export const fixtures: readonly Fixture[] = readdirSync(root)
  .sort()
  .flatMap(id => pythonFiles(path.join(root, id)).map(file => read(id, file)))

/** The settings with which a fixture is checked: its own transform is on, even if it is opt-in. */
export function settingsOf({ id, line, path }: Fixture) {
  return new SettingsFinder({ ...line, 'extend-select': [id] }, transforms).for(path)
}

/**
 * Mends a fixture with those of its folder, in a copy beside which only their configuration stands; gives what comes of each file by
 * the fixture's name. `textOf` says what the files hold.
 */
export function mendTheme(fixture: Fixture, textOf: (file: Fixture) => string): ReadonlyMap<string, Mended> {
  const copy = path.join(mkdtempSync(path.join(tmpdir(), 'aiomend-fixture-')), path.basename(fixture.theme))
  try {
    cpSync(fixture.theme, copy, { recursive: true })
    const configuration = path.join(root, fixture.id, 'pyproject.toml')
    if (existsSync(configuration)) cpSync(configuration, path.join(path.dirname(copy), 'pyproject.toml'))
    const files = fixtures.filter(({ theme }) => theme === fixture.theme)
    const names = new Map(files.map(file => [path.join(copy, path.relative(file.theme, file.path)), file.name]))
    for (const file of files) writeFileSync(path.join(copy, path.relative(file.theme, file.path)), textOf(file))
    const line = Object.assign({ 'extend-select': [fixture.id] }, ...files.map(file => file.line))
    const outcomes = mendAll([...names.keys()], new SettingsFinder(line, transforms))
    return new Map(
      outcomes.map(({ path: file, mended, problems }) => {
        if (!mended) throw new Error(`${file}: ${problems.join()}`)
        return [names.get(file) ?? file, mended]
      }),
    )
  } finally {
    rmSync(path.dirname(copy), { recursive: true })
  }
}

/** What becomes of some files, by fixes of one and of several. */
function mendAll(paths: readonly string[], finder: SettingsFinder): Outcome[] {
  const project = new ProjectFiles()
  const outcomes = [...run(batchOf(paths, finder, project), finder, project)]
  const waiting = new Waiting()
  for (const outcome of outcomes) waiting.note(outcome)
  const steps = jointFixes(waiting, finder, project)
  for (let step = steps.next(); !step.done; step = steps.next(step.value.changes)) {
    for (const change of step.value.changes) {
      const index = outcomes.findIndex(({ path }) => path === change.source.path)
      outcomes[index] = withChange(outcomes[index] as Outcome, change)
    }
  }
  return outcomes
}

/** All transforms, and the unsafe fixes too, for code that runs on Python 3.N. */
export function unsafeSettings(target: number): Settings {
  return {
    transforms,
    unsafe: true,
    model: { target, runtime: 'auto', coroutineFunctions: [], taskStarters: [], blockingCalls: [] },
    fix: { executor: 'run-in-executor', cpuExecutor: 'thread' },
    scope: {},
    imports: {},
  }
}

function pythonFiles(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .filter(name => !name.includes('.fixed'))
    .flatMap(name => {
      const full = path.join(folder, name)
      return statSync(full).isDirectory() ? pythonFiles(full) : name.endsWith('.py') ? [full] : []
    })
}

function read(id: string, file: string): Fixture {
  const before = readFileSync(file, 'utf8')
  const fixed = fixedPath(id, file)
  const after = existsSync(fixed) ? readFileSync(fixed, 'utf8') : before
  const byHand = file.replace(/\.py$/, '.by-hand.py')
  const [isRun, runner = 'Python'] = (!file.endsWith('.by-hand.py') && /^# run(?:: (.*))?$/m.exec(before)) || []
  const out = [...before.matchAll(/^# out:(?: (.*))?$/gm)].map(([, text = '']) => `${text}\n`)
  return {
    id,
    name: path.relative(root, file),
    path: file,
    theme: path.join(root, id, path.relative(path.join(root, id), file).split(path.sep)[0] ?? ''),
    before,
    after,
    right: existsSync(byHand) ? readFileSync(byHand, 'utf8') : after,
    line: commandLine(/^# args: (.*)$/m.exec(before)?.[1] ?? ''),
    runner: isRun ? runner : undefined,
    output: out.join(''),
  }
}

/** `theme.fixed.py` beside `theme.py`, and `theme.fixed/module.py` beside `theme/module.py`. */
function fixedPath(id: string, file: string): string {
  const [theme = '', ...rest] = path.relative(path.join(root, id), file).split(path.sep)
  return path.join(root, id, rest.length > 0 ? `${theme}.fixed` : theme.replace(/\.py$/, '.fixed.py'), ...rest)
}

function commandLine(args: string): CommandLine {
  const value = (flag: string) => new RegExp(`--${flag} (\\S+)`).exec(args)?.[1]
  const executor = value('executor')
  const cpuExecutor = value('cpu-executor')
  const target = value('target-version')
  const ignore = value('ignore')
  return {
    ...(args.includes('--unsafe') && { 'unsafe-fixes': true }),
    ...(args.includes('--task-group') && { 'task-group': true }),
    ...(executor && { executor: executor as 'to-thread' }),
    ...(cpuExecutor && { 'cpu-executor': cpuExecutor as 'process' }),
    ...(ignore && { ignore: [ignore] }),
    ...(target && { 'target-version': target }),
  }
}

/** What a comment `# expect: id, id -- reason` asks for: ids in order, with a part of the refusal. */
export interface Expectation {
  readonly line: number
  readonly id: string
  readonly refusal: string | undefined
}

export function expectationsOf(source: string): Expectation[] {
  return source.split(/\r\n|\r|\n/).flatMap((text, index) => {
    const [, ids = '', refusal] = /# expect: ([a-z, -]+?)(?: -- (.*))?$/.exec(text) ?? []
    // A comment on a line of its own speaks of the next line.
    const line = /^\s*# expect:/.test(text) ? index + 2 : index + 1
    return ids
      .split(', ')
      .filter(Boolean)
      .map(id => ({ line, id, refusal }))
  })
}
