import path from 'node:path'
import type { FixOptions } from '../fix/options.ts'
import type { RegisteredTransform } from '../registry.ts'
import type { ModelOptions } from '../semantics/model.ts'
import { readBaseline } from '../source/baseline.ts'
import { changesSince } from '../source/changes.ts'
import type { Config, ImportPaths } from '../source/config.ts'
import { ConfigFinder, type LoadedConfig } from '../source/config-finder.ts'
import { matchesAny } from '../source/patterns.ts'
import { minorOf } from '../source/python-version.ts'
import { UsageError } from '../source/usage-error.ts'
import type { Scope } from './scope.ts'

/** What holds for one file. */
export interface Settings {
  readonly transforms: readonly RegisteredTransform[]
  readonly unsafe: boolean
  readonly model: ModelOptions
  readonly fix: FixOptions
  readonly imports: ImportPaths
  readonly scope: Scope
}

/** What the command line says, under the names that `[tool.aiomend]` has for it. */
export interface CommandLine
  extends Pick<
    Config,
    | 'select'
    | 'ignore'
    | 'extend-select'
    | 'unsafe-fixes'
    | 'pedantic'
    | 'executor'
    | 'cpu-executor'
    | 'task-group'
    | 'target-version'
    | 'venv'
  > {
  /** A configuration file that holds for every path. */
  readonly config?: string
  /** Of the pitfalls that are on, only this one. */
  readonly only?: string
  /** A commit: only what changed since the branch left it is looked at. */
  readonly since?: string
  /** A file of findings that are known, and left alone. */
  readonly baseline?: string
}

/** Python 3.9: the oldest version that most projects run on when they do not say. */
const DEFAULT_TARGET = 9

/** Joins the command line, the configuration files and the defaults, for one file after another. */
export class SettingsFinder {
  readonly #line: CommandLine
  readonly #transforms: readonly RegisteredTransform[]
  readonly #configs: ConfigFinder
  readonly #known = new Map<string, Settings>()
  readonly #scope: Scope

  constructor(line: CommandLine, transforms: readonly RegisteredTransform[]) {
    this.#line = line
    this.#transforms = transforms
    const isPitfall = (name: string) =>
      name === 'ALL' || transforms.some(({ id, family }) => name === id || name === family)
    for (const name of [...(line.select ?? []), ...(line.ignore ?? []), ...(line['extend-select'] ?? [])]) {
      if (!isPitfall(name)) throw new UsageError(`unknown pitfall \`${name}\`; \`aiomend rules\` lists them all`)
    }
    this.#configs = new ConfigFinder(isPitfall, line.config)
    const { since, baseline } = line
    this.#scope = {
      ...(since !== undefined && { changes: changesSince(since) }),
      ...(baseline !== undefined && { known: readBaseline(baseline) }),
    }
  }

  /** Throws `UsageError` where the configuration for the file cannot be read, or what changed in it not be told. */
  for(file: string): Settings {
    this.#scope.changes?.(file)
    const loaded = this.#configs.for(file)
    const entries = Object.entries(loaded.config['per-file-ignores'] ?? {})
    const offHere = entries.flatMap(([pattern, ids]) => (matchesAny([pattern], file, loaded.root) ? ids : []))
    const key = `${loaded.root}\0${loaded.requiresPython}\0${offHere.join()}`
    const known = this.#known.get(key)
    if (known) return known
    const settings = this.#settings(loaded, offHere)
    this.#known.set(key, settings)
    return settings
  }

  /** Where the imports of a file are looked up by what the user says; nothing where that cannot be read. */
  importsFor(file: string): ImportPaths {
    try {
      return this.for(file).imports
    } catch (error) {
      if (error instanceof UsageError) return {}
      throw error
    }
  }

  /** Whether the configuration's `exclude` leaves a file out. */
  excludes(file: string): boolean {
    return this.#configs.excludes(file)
  }

  #settings({ config, requiresPython, root }: LoadedConfig, offHere: readonly string[]): Settings {
    const line = this.#line
    // A selection on the command line starts anew; its other lists add to the configuration's.
    const base = line.select ? {} : config
    const selected = [
      ...(line.select ?? config.select ?? []),
      ...(base['extend-select'] ?? []),
      ...(line['extend-select'] ?? []),
    ]
    const off = [...(base.ignore ?? []), ...(line.ignore ?? [])]
    const byDefault = (line.select ?? config.select) === undefined
    const named = line['target-version'] ?? config['target-version']
    const target = named === undefined ? requiresPython : minorOf(named)
    return {
      transforms: this.#transforms
        .filter(
          transform =>
            (line.only ?? transform.id) === transform.id &&
            isOn(transform, selected, off, byDefault) &&
            rank(transform, offHere) < 0,
        )
        .map(transform => ({ ...transform, isNamed: isNamed(transform, selected) })),
      unsafe: line['unsafe-fixes'] ?? config['unsafe-fixes'] ?? false,
      model: {
        target: target ?? DEFAULT_TARGET,
        isTargetAssumed: target === undefined,
        runtime: config.runtime ?? 'auto',
        coroutineFunctions: config['coroutine-functions'] ?? [],
        threadStarters: config['thread-starters'] ?? [],
        taskStarters: config['task-starters'] ?? [],
        blockingCalls: config['blocking-calls'] ?? [],
        pedantic: line.pedantic ?? config.pedantic ?? false,
      },
      fix: {
        executor: line.executor ?? config.executor ?? 'run-in-executor',
        cpuExecutor: line['cpu-executor'] ?? config['cpu-executor'] ?? 'thread',
        taskGroup: line['task-group'] ?? config['task-group'] ?? false,
      },
      scope: this.#scope,
      imports: {
        venv: line.venv ?? (config.venv === undefined ? undefined : path.resolve(root, config.venv)),
        src: config.src?.map(folder => path.resolve(root, folder)),
      },
    }
  }
}

/** How specifically a list names a transform: by id, by family or by `ALL`; negative where it does not. */
function rank({ id, family }: RegisteredTransform, names: readonly string[]): number {
  return names.includes(id) ? 3 : names.includes(family) ? 2 : names.includes('ALL') ? 1 : -1
}

/** Whether a list names a transform by its id, or all of them. */
function isNamed(transform: RegisteredTransform, selected: readonly string[]): boolean {
  return [3, 1].includes(rank(transform, selected))
}

/** Ids beat families, families beat `ALL`, and of equals the list of those that are off wins. */
function isOn(
  transform: RegisteredTransform,
  selected: readonly string[],
  off: readonly string[],
  byDefault: boolean,
): boolean {
  const selection = Math.max(byDefault ? 0 : -1, rank(transform, selected))
  if (transform.optIn && !isNamed(transform, selected)) return false
  return selection >= 0 && selection > rank(transform, off)
}
