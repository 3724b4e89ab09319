import path from 'node:path'
import type { FixOptions } from '../fix/options.ts'
import type { RegisteredTransform } from '../registry.ts'
import type { ModelOptions } from '../semantics/model.ts'
import { type Config, ConfigFinder, type LoadedConfig } from '../source/config.ts'
import { compilePatterns } from '../source/patterns.ts'
import { minorOf } from '../source/python-version.ts'
import { UsageError } from '../source/usage-error.ts'

/** What holds for one file. */
export interface Settings {
  readonly transforms: readonly RegisteredTransform[]
  readonly unsafe: boolean
  readonly model: ModelOptions
  readonly fix: FixOptions
}

/** What the command line says, under the names that `[tool.aiomend]` has for it; it goes before the files. */
export interface CommandLine
  extends Pick<Config, 'select' | 'ignore' | 'extend-select' | 'unsafe-fixes' | 'executor' | 'target-version'> {
  /** A configuration file that holds for every path. */
  readonly config?: string
}

/** Python 3.9: the oldest version that most projects run on when they do not say. */
const DEFAULT_TARGET = 9

/** Joins the command line, the configuration files and the defaults, for one file after another. */
export class SettingsFinder {
  readonly #line: CommandLine
  readonly #transforms: readonly RegisteredTransform[]
  readonly #configs: ConfigFinder
  readonly #known = new Map<string, Settings>()

  constructor(line: CommandLine, transforms: readonly RegisteredTransform[]) {
    this.#line = line
    this.#transforms = transforms
    this.#configs = new ConfigFinder(line.config)
    this.#checkNames([...(line.select ?? []), ...(line.ignore ?? []), ...(line['extend-select'] ?? [])])
  }

  for(file: string): Settings {
    const loaded = this.#configs.for(file)
    const ignored = ignoredHere(file, loaded)
    const key = `${loaded.root}\0${loaded.requiresPython}\0${ignored.join()}`
    const known = this.#known.get(key)
    if (known) return known
    const settings = this.#settings(loaded, ignored)
    this.#known.set(key, settings)
    return settings
  }

  /** Whether the configuration's `exclude` leaves a file out. */
  excludes(file: string): boolean {
    const { config, root } = this.#configs.for(file)
    return config.exclude !== undefined && matchesAny(config.exclude, file, root)
  }

  #settings({ config, requiresPython }: LoadedConfig, ignored: readonly string[]): Settings {
    const line = this.#line
    this.#checkNames([
      ...(config.select ?? []),
      ...(config.ignore ?? []),
      ...(config['extend-select'] ?? []),
      ...ignored,
    ])
    const selected = [
      ...(line.select ?? config.select ?? []),
      ...(line['extend-select'] ?? config['extend-select'] ?? []),
    ]
    const byDefault = (line.select ?? config.select) === undefined
    const off = [...(line.ignore ?? config.ignore ?? []), ...ignored]
    const target = line['target-version'] ?? config['target-version']
    return {
      transforms: this.#transforms.filter(transform => isOn(transform, selected, off, byDefault)),
      unsafe: line['unsafe-fixes'] ?? config['unsafe-fixes'] ?? false,
      model: {
        target: (target === undefined ? requiresPython : minorOf(target)) ?? DEFAULT_TARGET,
        runtime: config.runtime ?? 'auto',
        coroutineFunctions: config['coroutine-functions'] ?? [],
        blockingCalls: config['blocking-calls'] ?? [],
      },
      fix: { executor: line.executor ?? config.executor ?? 'run-in-executor' },
    }
  }

  #checkNames(names: readonly string[]): void {
    for (const name of names) {
      const isKnown = name === 'ALL' || this.#transforms.some(({ id, family }) => name === id || name === family)
      if (!isKnown) throw new UsageError(`unknown pitfall \`${name}\`; \`aiomend rules\` lists them all`)
    }
  }
}

/** Ids beat families, families beat `ALL`, and of equals `ignore` wins. */
function isOn(
  { id, family, optIn }: RegisteredTransform,
  selected: readonly string[],
  ignored: readonly string[],
  byDefault: boolean,
): boolean {
  const rank = (names: readonly string[]) =>
    names.includes(id) ? 3 : names.includes(family) ? 2 : names.includes('ALL') ? 1 : -1
  const selection = Math.max(byDefault ? 0 : -1, rank(selected))
  if (optIn && selection !== 3 && selection !== 1) return false
  return selection >= 0 && selection > rank(ignored)
}

function ignoredHere(file: string, { config, root }: LoadedConfig): string[] {
  const entries = Object.entries(config['per-file-ignores'] ?? {})
  return entries.flatMap(([pattern, ids]) => (matchesAny([pattern], file, root) ? ids : []))
}

/** Whether a file matches one of some patterns, written as in a .gitignore beside the configuration. */
function matchesAny(patterns: readonly string[], file: string, root: string): boolean {
  const relative = path.relative(root, path.resolve(file)).split(path.sep).join('/')
  return (
    relative !== '' &&
    !relative.startsWith('../') &&
    !path.isAbsolute(relative) &&
    compilePatterns(patterns).ignores(relative)
  )
}
