import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type AST, getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser'
import { z } from 'zod'
import { reasonOf } from './discover.ts'
import { lowestMinor } from './python-version.ts'
import { UsageError } from './usage-error.ts'

const names = z.array(z.string())
const target = z.string().regex(/^py3(?:8|9|1[0-9])$/, 'expected py38, py39, py310 … py314')

/** `[tool.aiomend]` in pyproject.toml. */
export const Config = z.strictObject({
  /** Ids and families of transforms that are on; `ALL` for every one. */
  select: names.optional(),
  ignore: names.optional(),
  'extend-select': names.optional(),
  /** Glob pattern of paths -> ids and families that are off there. */
  'per-file-ignores': z.record(z.string(), names).optional(),
  'unsafe-fixes': z.boolean().optional(),
  executor: z.enum(['run-in-executor', 'to-thread']).optional(),
  'target-version': target.optional(),
  runtime: z.enum(['auto', 'asyncio', 'trio', 'anyio']).optional(),
  /** Glob patterns of paths that are not read. */
  exclude: names.optional(),
  /** Qualified names of the user's own functions that block. */
  'blocking-calls': names.optional(),
  /** Qualified names of callables that return coroutines. */
  'coroutine-functions': names.optional(),
})
export type Config = z.infer<typeof Config>

/** The configuration that holds for a folder. */
export interface LoadedConfig {
  readonly config: Config
  /** Where it stands, or the folder itself where there is none: what its globs are relative to. */
  readonly root: string
  /** The lowest Python minor version by `requires-python`, if a pyproject.toml says one. */
  readonly requiresPython: number | undefined
}

/** Finds the configuration for files by the pyproject.toml files above them, each read once. */
export class ConfigFinder {
  readonly #explicit: string | undefined
  readonly #byFolder = new Map<string, LoadedConfig>()

  /** `explicit` is a file that holds for every path. */
  constructor(explicit?: string) {
    this.#explicit = explicit
    if (explicit !== undefined && !existsSync(explicit)) throw new UsageError(`${explicit}: no such configuration file`)
  }

  for(file: string): LoadedConfig {
    return this.#forFolder(path.dirname(path.resolve(file)))
  }

  #forFolder(folder: string): LoadedConfig {
    const known = this.#byFolder.get(folder)
    if (known) return known
    const parent = path.dirname(folder)
    const above = parent === folder ? undefined : this.#forFolder(parent)
    const own = path.join(folder, 'pyproject.toml')
    const project = existsSync(own) ? readProject(own) : undefined
    const explicit = this.#explicit === undefined ? undefined : readProject(this.#explicit)
    const config = explicit?.config ?? project?.config
    const loaded: LoadedConfig = {
      config: config ?? above?.config ?? {},
      root: explicit
        ? path.dirname(path.resolve(this.#explicit ?? ''))
        : project?.config
          ? folder
          : (above?.root ?? folder),
      requiresPython: project ? project.requiresPython : above?.requiresPython,
    }
    this.#byFolder.set(folder, loaded)
    return loaded
  }
}

interface Project {
  readonly config: Config | undefined
  readonly requiresPython: number | undefined
}

const projects = new Map<string, Project>()

function readProject(file: string): Project {
  const known = projects.get(file)
  if (known) return known
  const document = parseToml(file)
  const { tool, project } = getStaticTOMLValue(document) as {
    tool?: { aiomend?: unknown }
    project?: { 'requires-python'?: unknown }
  }
  const requires = project?.['requires-python']
  const read: Project = {
    config: tool?.aiomend === undefined ? undefined : validated(tool.aiomend, file, document),
    requiresPython: typeof requires === 'string' ? lowestMinor(requires) : undefined,
  }
  projects.set(file, read)
  return read
}

function parseToml(file: string): AST.TOMLProgram {
  try {
    return parseTOML(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof ParseError) throw new UsageError(`${file}:${error.lineNumber}: ${error.message}`)
    throw new UsageError(`${file}: ${reasonOf(error)}`)
  }
}

function validated(value: unknown, file: string, document: AST.TOMLProgram): Config {
  const { data, error } = Config.safeParse(value)
  if (data) return data
  const [issue] = error.issues
  const isUnknown = issue?.code === 'unrecognized_keys'
  const key = String((isUnknown ? issue.keys : issue?.path)?.[0] ?? '')
  const problem = isUnknown
    ? `unknown key \`${key}\`; known are ${Object.keys(Config.shape).join(', ')}`
    : `\`${key}\`: ${issue?.message}`
  throw new UsageError(`${file}:${lineOfKey(document, key)}: [tool.aiomend] ${problem}`)
}

/** The line, from 1, on which a key of `[tool.aiomend]` stands. */
function lineOfKey(document: AST.TOMLProgram, key: string): number {
  const isWanted = ([first, second, third]: readonly string[]) =>
    first === 'tool' && second === 'aiomend' && third === key
  const names = (keys: readonly (AST.TOMLBare | AST.TOMLQuoted)[]) =>
    keys.map(part => (part.type === 'TOMLBare' ? part.name : part.value))
  for (const entry of document.body[0].body) {
    const table = entry.type === 'TOMLTable' ? names(entry.key.keys) : []
    for (const pair of entry.type === 'TOMLTable' ? entry.body : [entry]) {
      if (isWanted([...table, ...names(pair.key.keys)])) return pair.loc.start.line
    }
    if (isWanted(table)) return entry.loc.start.line
  }
  return 1
}
