import { type AST, getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser'
import { z } from 'zod'
import { reasonOf } from './discover.ts'
import { read } from './disk.ts'
import { lowestMinor } from './python-version.ts'
import { UsageError } from './usage-error.ts'

const names = z.array(z.string())
const qualified = z.array(
  z.string().regex(/^[^\s.()]+(\.[^\s.()]+)*$/, 'expected qualified names such as package.module.function'),
)
const target = z.string().regex(/^py3(?:8|9|1[0-4])$/, 'expected py38, py39, py310 … py314')

/** `[tool.aiomend]` in pyproject.toml. */
export const Config = z.strictObject({
  /** Ids and families of transforms that are on; `ALL` for every one. */
  select: names.optional(),
  ignore: names.optional(),
  'extend-select': names.optional(),
  /** Pattern of paths -> ids and families that are off there. */
  'per-file-ignores': z.record(z.string(), names).optional(),
  'unsafe-fixes': z.boolean().optional(),
  executor: z.enum(['run-in-executor', 'to-thread']).optional(),
  'cpu-executor': z.enum(['thread', 'process']).optional(),
  /** Whether tasks are started in an `asyncio.TaskGroup`, where the target has it. */
  'task-group': z.boolean().optional(),
  'target-version': target.optional(),
  runtime: z.enum(['auto', 'asyncio', 'trio', 'anyio']).optional(),
  /** The folder of the environment whose packages the code uses, relative to the file. */
  venv: z.string().optional(),
  /** Folders that hold modules of the project, relative to the file; the project's root and its `src` do anyway. */
  src: names.optional(),
  /** Whether what blocks on some paths of a function only is reported. */
  pedantic: z.boolean().optional(),
  /** Patterns of paths that are not read. */
  exclude: names.optional(),
  /** Qualified names of the user's own functions that block. */
  'blocking-calls': qualified.optional(),
  /** Qualified names of callables that return coroutines. */
  'coroutine-functions': qualified.optional(),
  /** Qualified names of callables that run in a thread the function they are given. */
  'thread-starters': qualified.optional(),
  /** Qualified names of callables that take a coroutine and run it. */
  'task-starters': qualified.optional(),
})
export type Config = z.infer<typeof Config>

/** Where the user says that imports are looked up, as absolute paths. */
export interface ImportPaths {
  /** The environment whose packages the code uses; without one it is looked for. */
  readonly venv?: string | undefined
  /** Folders that hold modules of the project itself, beside the usual ones. */
  readonly src?: readonly string[] | undefined
}

/** What a pyproject.toml says to aiomend. */
export interface Project {
  readonly config: Config | undefined
  /** The lowest Python minor version that `requires-python` admits. */
  readonly requiresPython: number | undefined
}

/** Reads a pyproject.toml. Throws `UsageError`, with the line, for what is no TOML, no known key or no known pitfall. */
export function readProject(file: string, isPitfall: (name: string) => boolean): Project {
  const document = parseToml(file)
  const { tool, project } = getStaticTOMLValue(document) as {
    tool?: { aiomend?: unknown }
    project?: { 'requires-python'?: unknown }
  }
  const requires = project?.['requires-python']
  return {
    config: tool?.aiomend === undefined ? undefined : validated(tool.aiomend, file, document, isPitfall),
    requiresPython: typeof requires === 'string' ? lowestMinor(requires) : undefined,
  }
}

function parseToml(file: string): AST.TOMLProgram {
  try {
    return parseTOML(new TextDecoder('utf-8', { fatal: true }).decode(read(file)))
  } catch (error) {
    if (error instanceof ParseError) throw new UsageError(`${file}:${error.lineNumber}: ${error.message}`)
    const isText = !(error instanceof TypeError)
    const reason = error instanceof RangeError ? 'it is nested too deeply' : reasonOf(error)
    throw new UsageError(`${file}: ${isText ? reason : 'it is not valid UTF-8, which TOML must be'}`)
  }
}

function validated(
  value: unknown,
  file: string,
  document: AST.TOMLProgram,
  isPitfall: (name: string) => boolean,
): Config {
  const fail = (key: string, problem: string): never => {
    throw new UsageError(`${file}:${lineOfKey(document, key)}: [tool.aiomend] ${problem}`)
  }
  const { data, error } = Config.safeParse(value)
  if (!data) {
    const [issue] = error.issues
    if (issue?.code === 'unrecognized_keys') {
      const [key = ''] = issue.keys
      return fail(key, `unknown key \`${key}\`; known are ${Object.keys(Config.shape).join(', ')}`)
    }
    const key = String(issue?.path[0] ?? '')
    return fail(key, key === '' ? 'is not a table' : `\`${key}\`: ${issue?.message}`)
  }
  const lists = [
    ...(['select', 'ignore', 'extend-select'] as const).map(key => ({ key, ids: data[key] ?? [] })),
    ...Object.values(data['per-file-ignores'] ?? {}).map(ids => ({ key: 'per-file-ignores', ids })),
  ]
  for (const { key, ids } of lists) {
    const unknown = ids.find(id => !isPitfall(id))
    if (unknown !== undefined) fail(key, `\`${key}\`: unknown pitfall \`${unknown}\``)
  }
  return data
}

/** The line, from 1, on which a key of `[tool.aiomend]` stands. */
function lineOfKey(document: AST.TOMLProgram, key: string): number {
  const isWanted = ([first, second, third]: readonly string[]) =>
    first === 'tool' && second === 'aiomend' && (third === key || key === '')
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
