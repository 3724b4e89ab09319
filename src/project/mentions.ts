import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Project } from '../semantics/model.ts'
import { filesBelow } from '../source/discover.ts'

interface Patch {
  /** The dotted name that a test replaces: `app.jobs.time.sleep`. */
  readonly target: string
  readonly path: string
  readonly line: number
}

/** What all files of one project say of each other's names, as text: enough to be careful, cheap to collect. */
interface Scan {
  readonly patches: readonly Patch[]
  /** Names that are imported, under the last part of the module they come from; `*` for all. */
  readonly imported: ReadonlyMap<string, ReadonlySet<string>>
  /** `module.name` pairs that occur, for the few names whose imports fixes remove. */
  readonly attributes: ReadonlySet<string>
}

const ROOT_MARKS: readonly string[] = ['.git', 'pyproject.toml', 'setup.py', 'setup.cfg', '.hg']
const NAMED_PATCH = /\b(?:patch|setattr)\(\s*['"]([\w.]+)['"]/g
const OBJECT_PATCH = /\b(?:patch\.object|setattr)\(\s*([\w.]+)\s*,\s*['"](\w+)['"]/g
const FROM_IMPORT = /^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)/gm
const ATTRIBUTE = /\b(\w+\.(?:time|sleep|asyncio|get_event_loop|ensure_future|TimeoutError))\b/g

/** Answers what a project's other files say of a file. A project is scanned when the first question about it comes. */
export class Mentions implements Project {
  readonly #scans = new Map<string, Scan>()
  readonly #roots = new Map<string, string>()

  patchesOf(file: string, reference: string): readonly Patch[] {
    const modules = modulesOf(file)
    const names = reference.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.'))
    const targets = new Set(modules.flatMap(module => names.map(name => `${module}.${name}`)))
    return this.#scanOf(file).patches.filter(({ target }) => targets.has(target))
  }

  isNamedElsewhere(file: string, name: string): boolean {
    const [module = ''] = modulesOf(file)
    const { imported, attributes } = this.#scanOf(file)
    const names = imported.get(module)
    return names?.has(name) === true || names?.has('*') === true || attributes.has(`${module}.${name}`)
  }

  #scanOf(file: string): Scan {
    const root = this.#rootOf(path.dirname(path.resolve(file)))
    const scan = this.#scans.get(root) ?? scanProject(root)
    this.#scans.set(root, scan)
    return scan
  }

  /** The nearest folder upwards that looks like the top of a project, or the folder itself. */
  #rootOf(folder: string): string {
    const known = this.#roots.get(folder)
    if (known) return known
    let root = folder
    while (!ROOT_MARKS.some(mark => existsSync(path.join(root, mark))) && path.dirname(root) !== root)
      root = path.dirname(root)
    if (path.dirname(root) === root) root = folder
    this.#roots.set(folder, root)
    return root
  }
}

/** The dotted names under which a file can be imported, shortest first: `jobs`, `app.jobs`, `src.app.jobs`. */
function modulesOf(file: string): string[] {
  const parts = path
    .resolve(file)
    .replace(/\.pyw?$/, '')
    .split(path.sep)
    .filter(Boolean)
  if (parts.at(-1) === '__init__') parts.pop()
  return parts.map((_, index) => parts.slice(parts.length - 1 - index).join('.'))
}

function scanProject(root: string): Scan {
  const patches: Patch[] = []
  const imported = new Map<string, Set<string>>()
  const attributes = new Set<string>()
  for (const file of filesBelow(root)) {
    const text = readText(file)
    for (const match of [...text.matchAll(NAMED_PATCH), ...text.matchAll(OBJECT_PATCH)]) {
      const line = text.slice(0, match.index).split('\n').length
      patches.push({ target: match.slice(1).join('.'), path: path.relative(process.cwd(), file), line })
    }
    for (const [, module = '', list = ''] of text.matchAll(FROM_IMPORT)) {
      const last = module.split('.').at(-1) || '.'
      const names = imported.get(last) ?? new Set()
      imported.set(last, names)
      for (const name of list.match(/\*|\w+(?=\s+as\b)|\b(?!as\b)\w+/g) ?? []) names.add(name)
    }
    for (const [pair] of text.matchAll(ATTRIBUTE)) attributes.add(pair)
  }
  return { patches, imported, attributes }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}
