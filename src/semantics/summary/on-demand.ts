import { is } from '../../syntax/node.ts'
import { startingAt } from '../../syntax/search.ts'
import type { Definition, Scope } from '../scopes.ts'
import { branchOf } from './conditions.ts'
import { declared } from './declarations.ts'
import type { Source } from './source.ts'
import { saidBeside } from './summarise.ts'
import type { Bound, ClassSummary, Declaration, ModuleSummary } from './summary.ts'

type Read = () => Source
/** The scope of the class that begins at an offset; without one that of the module. */
type Place = number | undefined

/**
 * What a file says to others, as plain JSON. Functions and classes are found when they are asked for, for most never are,
 * in what `read` gives of the file then: nothing of its tree is kept.
 */
export function summaryOnDemand(read: Read): ModuleSummary {
  const source = read()
  return { names: boundIn(undefined, read, source.replacements.globals), ...saidBeside(source) }
}

function boundIn(place: Place, read: Read, without: ReadonlySet<string>): Bound {
  const source = read()
  const scope = scopeAt(place, source)
  const names = {}
  for (const { name, definitions } of scope.bindings.values()) {
    if (without.has(name)) continue
    if (definitions.some(each => isLong(each, scope, source))) onDemand(names, name, place, read)
    else {
      const found = declarationsOf(name, place, read)
      if (found.length > 0) Object.defineProperty(names, name, { ...PLAIN, value: found })
    }
  }
  return names
}

const NOTHING: ReadonlySet<string> = new Set()
const PLAIN = { configurable: true, enumerable: true } as const

/** Adds the declarations of a name. The closure holds nothing of the tree. */
function onDemand(names: Bound, name: string, place: Place, read: Read): void {
  Object.defineProperty(names, name, {
    ...PLAIN,
    get: () => {
      const value = declarationsOf(name, place, read)
      Object.defineProperty(names, name, { ...PLAIN, value })
      return value
    },
  })
}

function declarationsOf(name: string, place: Place, read: Read): readonly Declaration[] {
  const source = read()
  const scope = scopeAt(place, source)
  const found = scope.bindings.get(name)?.definitions.flatMap(each => declared(each, scope, source)) ?? []
  return found.map(each => (each.kind === 'class' ? classOf(each, read) : plain(each)))
}

/** Whether a definition has a body, and is there at all. */
function isLong({ site }: Definition, { node }: Scope, { isStub }: Source): boolean {
  return is(site, 'function_definition', 'class_definition') && branchOf(site, node, isStub) !== 'dead'
}

function classOf(live: ClassSummary, read: Read): ClassSummary {
  return new ReadClass(plain({ ...live }), read)
}

/** A class whose members are found when they are asked for. */
class ReadClass implements ClassSummary {
  readonly kind = 'class'
  declare readonly name: string
  declare readonly at: number
  declare readonly line: number
  readonly #read: Read
  #members: Bound | undefined

  constructor(header: Omit<ClassSummary, 'members'>, read: Read) {
    Object.assign(this, header)
    this.#read = read
  }

  get members(): Bound {
    this.#members ??= boundIn(this.at, this.#read, NOTHING)
    return this.#members
  }
}

function scopeAt(place: Place, { bindings, tree }: Source): Scope {
  if (place === undefined) return bindings.module
  const node = startingAt(place, tree.root, 'class_definition')
  const scope = node && bindings.scopes.get(node)
  if (!scope) throw new Error('a class is gone from the text of its file')
  return scope
}

function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
