import { starExports } from '../knowledge/python-names.ts'
import { descendants, type Node, stringText } from '../syntax/node.ts'
import type { Model, Module } from './model.ts'
import { moduleOf, nameOfBinding, usableDefinitions } from './names.ts'
import type { Binding } from './scopes.ts'

/** What a dotted name leads to in another module: the name that is bound there, and the attributes after it. */
export interface Exported {
  readonly binding: Binding
  readonly home: Model
  readonly rest: readonly string[]
}

/** A name that is looked up in a module; one that leads back to itself stays unknown. */
interface Question {
  readonly home: Model
  readonly name: string
}

/** Imports of imports of imports: chains longer than this stay unknown. */
const LONGEST_CHAIN = 20

/**
 * Follows a dotted name, as `nameOf` gives it, through modules, packages and what they import in their turn, to where it
 * is defined. Undefined where a module is not found, or where the name may be something else.
 */
export function exportedAs(dotted: string, from: Model, asked: readonly Question[] = []): Exported | undefined {
  const [, dots = '', path = ''] = /^(\.*)(.*)$/.exec(dotted) ?? []
  const [first = '', ...rest] = path.split('.')
  // `.x` may be a name of the package itself or a module in it; `a.b` begins with the module `a`.
  return dots
    ? exportedFrom(from.moduleNamed(dots), [first, ...rest], asked)
    : exportedFrom(from.moduleNamed(first), rest, asked)
}

function exportedFrom(
  module: Module | undefined,
  [name, ...rest]: readonly string[],
  asked: readonly Question[],
): Exported | undefined {
  if (!module || name === undefined || asked.length > LONGEST_CHAIN) return undefined
  const home = module.model
  if (home && !asked.some(other => other.home === home && other.name === name)) {
    const now = [...asked, { home, name }]
    const binding = home.bindings.module.bindings.get(name)
    if (binding) return followed({ binding, home, rest }, now)
    const starred = starredName([name, ...rest], home, now)
    if (starred) return starred
  }
  return exportedFrom(module.child(name), rest, asked)
}

/** A name that an import binds is what it stands for elsewhere; a module that a package imports from itself is a module. */
function followed(found: Exported, asked: readonly Question[]): Exported | undefined {
  const { binding, home, rest } = found
  const { anyGlobal, globals } = home.replacements
  if (anyGlobal || globals.has(binding.name)) return undefined
  const definitions = usableDefinitions(binding)
  if (!definitions.some(({ how }) => how === 'import')) return found
  const name = nameOfBinding(binding, home)
  return name === undefined ? undefined : exportedAs([name, ...rest].join('.'), home, asked)
}

/** What the last star import of a name brings: what the module lists in `__all__`, else all names without an underscore. */
function starredName(names: readonly string[], home: Model, asked: readonly Question[]): Exported | undefined {
  const [name = ''] = names
  for (const star of home.bindings.stars.toReversed()) {
    const module = home.moduleNamed(moduleOf(star))
    const found = exportedFrom(module, names, asked)
    if (found && isListed(name, module?.model)) return found
  }
  return undefined
}

/** Whether a star import binds a name; undefined where its module is not known through and through. */
export function starBrings(star: Node<'import_from_statement'>, name: string, from: Model): boolean | undefined {
  const seen = new Set<Model>([from])
  const brings = (each: typeof star, importer: Model): boolean | undefined => {
    const table = starExports.get(moduleOf(each))
    if (table) return table.has(name)
    const home = importer.moduleNamed(moduleOf(each))?.model
    if (!home || home.replacements.anyGlobal) return undefined
    if (seen.has(home)) return false
    seen.add(home)
    if (home.bindings.module.bindings.has(name)) return isListed(name, home)
    const inner = home.bindings.stars.map(deeper => brings(deeper, home))
    return inner.includes(undefined) ? undefined : inner.includes(true) && isListed(name, home)
  }
  return brings(star, from)
}

function isListed(name: string, home: Model | undefined): boolean {
  const lists = home?.bindings.module.bindings.get('__all__')?.definitions ?? []
  if (lists.length === 0) return !name.startsWith('_')
  return lists.some(({ site }) => [...descendants(site)].some(node => stringText(node) === name))
}
