import { is } from '../../syntax/node.ts'
import type { Definition, Scope } from '../scopes.ts'
import { withClasses } from './class-names.ts'
import { branchOf } from './conditions.ts'
import { declared } from './declarations.ts'
import { LiveFunction } from './functions.ts'
import { withMentions } from './mentions-on-demand.ts'
import { nodeAt, plain, type Read, ReadFunction } from './read-function.ts'
import { settersIn } from './setters.ts'
import { outlineFor, replacingFor, type Source } from './source.ts'
import { saidBeside } from './summarise.ts'
import type { Bound, ClassSummary, Declaration, ModuleSummary } from './summary.ts'

/** The scope of the class that begins at an offset; without one that of the module. */
type Place = number | undefined

/**
 * What a file says to others, as plain JSON. Functions and classes are found when they are asked for, for most never are,
 * in what `read` gives of the file then: nothing of its tree is kept.
 */
export function summaryOnDemand(read: Read): ModuleSummary {
  const source = read()
  return withMentions({ names: boundIn(undefined, read, replacingFor(source).globals), ...saidBeside(source) }, read)
}

function boundIn(place: Place, read: Read, without: ReadonlySet<string>): Bound {
  const source = read()
  const scope = scopeAt(place, source)
  const names = {}
  const classes: string[] = []
  for (const { name, definitions } of scope.bindings.values()) {
    if (definitions.some(({ how }) => how === 'class')) classes.push(name)
    if (without.has(name)) continue
    if (definitions.some(each => isLong(each, scope, source))) onDemand(names, name, place, read)
    else {
      const found = declarationsOf(name, place, read)
      if (found.length > 0) Object.defineProperty(names, name, { ...PLAIN, value: found })
    }
  }
  return withClasses(names, classes)
}

const NOTHING: ReadonlySet<string> = new Set()
export const PLAIN = { configurable: true, enumerable: true } as const

/** Adds the declarations of a name. The closure holds nothing of the tree. */
export function onDemand(names: Bound, name: string, place: Place, read: Read): void {
  Object.defineProperty(names, name, {
    ...PLAIN,
    get: () => {
      const value = declarationsOf(name, place, read)
      Object.defineProperty(names, name, { ...PLAIN, value })
      return value
    },
  })
}

/** All that a scope says of a name. */
export function declarationsOf(name: string, place: Place, read: Read): readonly Declaration[] {
  const source = read()
  const scope = scopeAt(place, source)
  const found = scope.bindings.get(name)?.definitions.flatMap(each => declared(each, scope, source)) ?? []
  return found.map(each => {
    if (each.kind === 'class') return classOf(each, read)
    return each instanceof LiveFunction ? new ReadFunction(plain({ ...each }), undefined, {}, read) : plain(each)
  })
}

/** Whether a definition has a body, and is there at all. */
function isLong({ site }: Definition, { node }: Scope, { isStub }: Source): boolean {
  return is(site, 'function_definition', 'class_definition') && branchOf(site, node, isStub) !== 'dead'
}

function classOf(live: ClassSummary, read: Read): ClassSummary {
  return new ReadClass(plain({ ...live }), read)
}

interface ClassFindings {
  members?: Bound
  setting?: ReadonlyMap<string, readonly string[]>
}

/** A class whose members are found when they are asked for. */
export class ReadClass implements ClassSummary {
  readonly kind = 'class'
  declare readonly name: string
  declare readonly at: number
  declare readonly line: number
  readonly #read: Read
  readonly #found: ClassFindings

  constructor(header: Omit<ClassSummary, 'members'>, read: Read, found: ClassFindings = {}) {
    Object.assign(this, header)
    this.#read = read
    this.#found = found
  }

  /** What was found so far. */
  static findingsIn(one: ReadClass): Readonly<ClassFindings> {
    return one.#found
  }

  get members(): Bound {
    this.#found.members ??= boundIn(this.at, this.#read, NOTHING)
    return this.#found.members
  }

  /** The names of its methods by the attributes that they may assign to. */
  get setting(): ReadonlyMap<string, readonly string[]> {
    this.#found.setting ??= settersIn(scopeAt(this.at, this.#read()))
    return this.#found.setting
  }

  methodsSetting(attribute: string): readonly string[] {
    return this.setting.get(attribute) ?? []
  }
}

function scopeAt(place: Place, source: Source): Scope {
  const { module, scopes } = outlineFor(source)
  if (place === undefined) return module
  const scope = scopes.get(nodeAt(place, 'class_definition', source))
  if (!scope) throw new Error('a class is gone from the text of its file')
  return scope
}
