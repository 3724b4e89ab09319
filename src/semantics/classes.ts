import { argumentsOf, descendants, field, is, isAsync, type Node } from '../syntax/node.ts'
import { decoratorNames, resultOfFunction } from './functions.ts'
import { homeOf } from './homes.ts'
import type { Model } from './model.ts'
import { isUnconditional } from './names.ts'

type Class = Node<'class_definition'>
type Method = Node<'function_definition'>

/** A base class of which it is not known what it defines. */
export const ELSEWHERE: unique symbol = Symbol('a class defined elsewhere')
type Ancestor = Class | typeof ELSEWHERE

/** Bases that bring no methods a program would call. */
const NEUTRAL_BASES: ReadonlySet<string> = new Set(['builtins.object', 'abc.ABC', 'typing.Generic', 'typing.Protocol'])

/** Decorators that leave the methods of a class as they are. */
const NEUTRAL_DECORATORS: ReadonlySet<string> = new Set(
  `attr.define attr.frozen attr.s attrs.define attrs.frozen dataclasses.dataclass enum.unique functools.total_ordering
  typing.final typing.runtime_checkable`.split(/\s+/),
)

/** Methods by which a class decides what its attributes, or its heirs' or objects, are. */
const REFLECTIVE: readonly string[] = ['__getattribute__', '__init_subclass__', '__new__']

/** What the classes of one file say about each other, and about those they inherit from. */
export class Classes {
  readonly #model: Model
  readonly #orders = new Map<Class, readonly Ancestor[]>()
  #all: readonly Class[] | undefined
  #makesClasses: boolean | undefined

  constructor(model: Model) {
    this.#model = model
  }

  /**
   * The method that `name` stands for on an instance of a class, or on the class; undefined where another may take its
   * place: one of a subclass that gives something else (unless the class is known exactly), of a base class from
   * elsewhere that comes first, or what the file sets by assignment, decorator or metaclass.
   */
  methodOf(definition: Class, name: string, exactly: boolean): Method | undefined {
    const found = this.#firstMethod(this.order(definition), name)
    if (!found || exactly) return found
    const orders = this.#heirsOf(definition).map(heir => this.order(heir))
    return this.#agree(orders, name, found) && !this.#mayBeOverridden(name, found) ? found : undefined
  }

  /** The method that `super().name` reaches from a method of a class: what comes next depends on the object's class. */
  inheritedMethodOf(definition: Class, name: string): Method | undefined {
    const after = (order: readonly Ancestor[]) => order.slice(order.indexOf(definition) + 1)
    const found = this.#firstMethod(after(this.order(definition)), name)
    const orders = this.#heirsOf(definition).map(heir => after(this.order(heir)))
    return found && this.#agree(orders, name, found) ? found : undefined
  }

  /** Method resolution order: C3, as in https://docs.python.org/3/howto/mro.html. */
  order(definition: Class): readonly Ancestor[] {
    const known = this.#orders.get(definition)
    if (known) return known
    this.#orders.set(definition, [definition, ELSEWHERE]) // holds while a class that inherits from itself is read
    const bases = this.#basesOf(definition)
    const orders = bases.map((base): readonly Ancestor[] =>
      base === ELSEWHERE ? [base] : homeOf(base).classes.order(base),
    )
    const order = [definition, ...merge([...orders, bases])]
    this.#orders.set(definition, order)
    return order
  }

  #basesOf(definition: Class): readonly Ancestor[] {
    const list = field(definition, 'superclasses')?.children ?? []
    return list.flatMap((base): Ancestor[] => {
      if (is(base, 'keyword_argument')) {
        const isNeutral =
          field(base, 'name').text === 'metaclass' && this.#model.nameOf(field(base, 'value')) === 'abc.ABCMeta'
        return isNeutral ? [] : [ELSEWHERE]
      }
      const generic = is(base, 'subscript') ? field(base, 'value') : base
      if (NEUTRAL_BASES.has(this.#model.nameOf(generic) ?? '')) return []
      const found = this.#model.definitionOf(generic)
      return [is(found, 'class_definition') ? found : ELSEWHERE]
    })
  }

  #firstMethod(order: readonly Ancestor[], name: string): Method | undefined {
    for (const ancestor of order) {
      if (ancestor === ELSEWHERE) return undefined
      const home = homeOf(ancestor)
      const { attributes, anyAttribute, open } = home.replacements
      if (attributes.has(name) || anyAttribute || open.has(ancestor) || !isPlain(ancestor, home)) return undefined
      const binding = home.bindings.scopes.get(ancestor)?.bindings.get(name)
      if (!binding) continue
      const [only] = binding.definitions
      const isCertain = binding.definitions.length === 1 && only && isUnconditional(only)
      return isCertain && is(only.site, 'function_definition') ? only.site : undefined
    }
    return undefined
  }

  /** Whether a method gives the same in other method resolution orders. */
  #agree(orders: readonly (readonly Ancestor[])[], name: string, found: Method): boolean {
    const kind = resultOfFunction(found, homeOf(found))
    return orders.every(order => {
      const method = this.#firstMethod(order, name)
      return method && isAsync(method) === isAsync(found) && resultOfFunction(method, homeOf(method)) === kind
    })
  }

  #everyClass(): readonly Class[] {
    this.#all ??= [...this.#model.bindings.scopes.keys()].filter(node => is(node, 'class_definition'))
    return this.#all
  }

  #heirsOf(definition: Class): Class[] {
    return this.#everyClass().filter(other => other !== definition && this.order(other).includes(definition))
  }

  /** Whether a class that may inherit from any other, or one that a call makes, may define a method otherwise. */
  #mayBeOverridden(name: string, found: Method): boolean {
    this.#makesClasses ??= [...descendants(this.#model.tree.root)].some(
      node => is(node, 'call') && field(node, 'function').text === 'type' && argumentsOf(node).length === 3,
    )
    const possible = this.#everyClass().filter(other => this.#hasUncertainBase(other))
    const own = possible.filter(other => this.#model.bindings.scopes.get(other)?.bindings.has(name))
    return (
      this.#makesClasses ||
      !this.#agree(
        own.map(other => [other]),
        name,
        found,
      )
    )
  }

  #hasUncertainBase(definition: Class): boolean {
    const bases = field(definition, 'superclasses')?.children ?? []
    return bases.some(base => {
      const generic = is(base, 'subscript') ? field(base, 'value') : base
      if (is(generic, 'keyword_argument')) return false
      return this.#model.nameOf(generic) === undefined && !this.#model.definitionOf(generic)
    })
  }
}

/** Whether a class is what its body says: no unknown decorator and none of the methods that change attributes. */
function isPlain(definition: Class, home: Model): boolean {
  const methods = home.bindings.scopes.get(definition)?.bindings
  if (REFLECTIVE.some(name => methods?.has(name))) return false
  return decoratorNames(definition, home).every(name => name !== undefined && NEUTRAL_DECORATORS.has(name))
}

/** The merge step of C3; a class from elsewhere where the orders contradict each other. */
function merge(orders: readonly (readonly Ancestor[])[]): Ancestor[] {
  const merged: Ancestor[] = []
  let rest = orders.filter(order => order.length > 0)
  while (rest.length > 0) {
    const isLater = (first: Ancestor | undefined) => rest.some(order => order.slice(1).includes(first as Ancestor))
    const head = rest.map(order => order[0]).find(first => first === ELSEWHERE || !isLater(first))
    if (head === undefined) return [...merged, ELSEWHERE]
    merged.push(head)
    rest = rest.map(order => (order[0] === head ? order.slice(1) : order)).filter(order => order.length > 0)
  }
  return merged
}
