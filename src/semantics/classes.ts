import { argumentsOf, descendants, field, is, isAsync, type Node } from '../syntax/node.ts'
import type { Model } from './model.ts'

type Class = Node<'class_definition'>
type Method = Node<'function_definition'>

/** A base class of which this file does not tell what it defines. */
const ELSEWHERE: unique symbol = Symbol('a class defined elsewhere')
type Ancestor = Class | typeof ELSEWHERE

/** Bases that bring no methods a program would call. */
const NEUTRAL_BASES: ReadonlySet<string> = new Set(['builtins.object', 'abc.ABC', 'typing.Generic', 'typing.Protocol'])

/** What the classes of one file say about each other. */
export class Classes {
  readonly #model: Model
  readonly #orders = new Map<Class, readonly Ancestor[]>()
  #all: readonly Class[] | undefined
  #assigned: ReadonlySet<string> | undefined

  constructor(model: Model) {
    this.#model = model
  }

  /**
   * The method that `name` stands for on an instance of a class, or on the class; undefined where another may take
   * its place: a subclass in this file that defines it in the other colour (unless the class is known exactly), a
   * base class from elsewhere that comes first, an assignment to an attribute of that name anywhere in the file.
   */
  methodOf(definition: Class, name: string, exactly: boolean): Method | undefined {
    const found = this.#firstMethod(this.order(definition), name)
    if (!found || exactly) return found
    const heirs = this.#everyClass().filter(other => other !== definition && this.order(other).includes(definition))
    return heirs.every(heir => {
      const method = this.#firstMethod(this.order(heir), name)
      return method && isAsync(method) === isAsync(found)
    })
      ? found
      : undefined
  }

  /** The method that `super().name` reaches from a method of a class. */
  inheritedMethodOf(definition: Class, name: string): Method | undefined {
    return this.#firstMethod(this.order(definition).slice(1), name)
  }

  /** Method resolution order: C3, as in https://docs.python.org/3/howto/mro.html. */
  order(definition: Class): readonly Ancestor[] {
    const known = this.#orders.get(definition)
    if (known) return known
    this.#orders.set(definition, [definition, ELSEWHERE]) // holds while a class that inherits from itself is read
    const bases = this.#basesOf(definition)
    const order = [
      definition,
      ...merge([...bases.map((base): readonly Ancestor[] => (base === ELSEWHERE ? [base] : this.order(base))), bases]),
    ]
    this.#orders.set(definition, order)
    return order
  }

  #basesOf(definition: Class): readonly Ancestor[] {
    const list = field(definition, 'superclasses')?.children ?? []
    return list.flatMap((base): Ancestor[] => {
      if (is(base, 'keyword_argument')) return field(base, 'name').text === 'metaclass' ? [] : [ELSEWHERE]
      const generic = is(base, 'subscript') ? field(base, 'value') : base
      if (NEUTRAL_BASES.has(this.#model.nameOf(generic) ?? '')) return []
      const found = this.#model.definitionOf(generic)
      return [is(found, 'class_definition') ? found : ELSEWHERE]
    })
  }

  #firstMethod(order: readonly Ancestor[], name: string): Method | undefined {
    if (this.#assignedAttributes().has(name)) return undefined
    for (const ancestor of order) {
      if (ancestor === ELSEWHERE) return undefined
      const binding = this.#model.bindings.scopes.get(ancestor)?.bindings.get(name)
      if (!binding) continue
      const site = binding.definitions.length === 1 ? binding.definitions[0]?.site : undefined
      return is(site, 'function_definition') ? site : undefined
    }
    return undefined
  }

  #everyClass(): readonly Class[] {
    this.#all ??= [...this.#model.bindings.scopes.keys()].filter(node => is(node, 'class_definition'))
    return this.#all
  }

  /** Attribute names that the file sets on anything, by assignment or `setattr`: methods may be replaced so. */
  #assignedAttributes(): ReadonlySet<string> {
    if (this.#assigned) return this.#assigned
    const names = new Set<string>()
    for (const node of descendants(this.#model.tree.root)) {
      if (is(node, 'attribute') && isTarget(node)) names.add(field(node, 'attribute').text)
      if (is(node, 'call') && field(node, 'function').text === 'setattr') {
        const name = argumentsOf(node)[1]
        if (is(name, 'string')) names.add(name.text.slice(1, -1))
      }
    }
    this.#assigned = names
    return names
  }
}

function isTarget(node: Node): boolean {
  let at = node
  while (is(at.parent, 'pattern_list', 'tuple_pattern', 'list_pattern')) at = at.parent
  return is(at.parent, 'assignment', 'augmented_assignment', 'for_statement')
    ? at.role === 'left'
    : is(at.parent, 'as_pattern_target')
}

/** The merge step of C3; a class from elsewhere where the orders contradict each other. */
function merge(orders: readonly (readonly Ancestor[])[]): Ancestor[] {
  const merged: Ancestor[] = []
  let rest = orders.filter(order => order.length > 0)
  while (rest.length > 0) {
    const head = rest
      .map(order => order[0])
      .find(first => rest.every(order => first === ELSEWHERE || !order.slice(1).includes(first as Ancestor)))
    if (head === undefined) return [...merged, ELSEWHERE]
    merged.push(head)
    rest = rest.map(order => (order[0] === head ? order.slice(1) : order)).filter(order => order.length > 0)
  }
  return merged
}
