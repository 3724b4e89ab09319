import { is, type Kind, type Node, nameText, unwrap } from '../syntax/node.ts'
import { type Binding, type Definition, type How, Scope, type ScopeKind } from './scopes.ts'
import { visitors } from './visitors.ts'

/** The scopes of a file and what each identifier in it stands for. */
export interface Bindings {
  readonly module: Scope
  /** The binding an identifier reads or writes; none for builtins, unknown names and attribute names. */
  readonly of: ReadonlyMap<Node, Binding>
  /** The scope that a function, class, lambda, comprehension or module opens. */
  readonly scopes: ReadonlyMap<Node, Scope>
  /** Names that no binding of the file explains: builtins, and what star imports or the run time bring. */
  readonly unbound: ReadonlyMap<string, readonly Node[]>
  /** The `from m import *` statements, in source order. */
  readonly stars: readonly Node<'import_from_statement'>[]
}

/** Binds every name of a module: one walk collects, then definitions and uses find their scopes. */
export function bind(root: Node<'module'>): Bindings {
  const binder = new Binder()
  const module = binder.open('module', root)
  binder.visitAll(root.children, module)
  binder.drain()
  return binder.resolve(module)
}

/** The scope in which the names of a node are looked up. */
export function scopeOf(node: Node, { scopes, module }: Bindings): Scope {
  for (let child = node, parent = node.parent; parent; child = parent, parent = parent.parent) {
    const isInside = child.role === 'body' || !is(parent, 'function_definition', 'lambda', 'class_definition')
    const scope = isInside ? scopes.get(parent) : undefined
    if (scope) return scope
  }
  return module
}

interface Defined {
  readonly definition: Definition
  readonly scope: Scope
}

/** What a visitor of one node kind does with the names it finds; works off a stack, for deep trees. */
export class Binder {
  readonly stars: Node<'import_from_statement'>[] = []
  /** What is still to be visited, and beside it the scopes. */
  readonly #pending: Node[] = []
  readonly #scopesOfPending: Scope[] = []
  readonly #definitions: Defined[] = []
  readonly #uses: { readonly name: Node; readonly scope: Scope }[] = []
  readonly #scopes = new Map<Node, Scope>()

  open(kind: ScopeKind, node: Node, parent?: Scope): Scope {
    const scope = new Scope(kind, node, parent)
    if (kind !== 'type-parameters') this.#scopes.set(node, scope)
    return scope
  }

  /** The expression or statement is evaluated in this scope. */
  visit(node: Node | undefined, scope: Scope): void {
    if (!node) return
    this.#pending.push(node)
    this.#scopesOfPending.push(scope)
  }

  visitAll(nodes: readonly Node[], scope: Scope): void {
    for (const node of nodes) this.visit(node, scope)
  }

  use(name: Node, scope: Scope): void {
    this.#uses.push({ name, scope })
  }

  define(how: How, name: Node, scope: Scope, site: Node, value?: Node): void {
    this.#definitions.push({ definition: value ? { how, name, site, value } : { how, name, site }, scope })
  }

  /** Binds the names in an assignment target; the objects of attributes and subscripts in it are only read. */
  target(node: Node | undefined, how: How, scope: Scope, site: Node, value?: Node): void {
    if (!node) return
    if (is(node, 'identifier')) this.define(how, node, scope, site, value)
    else if (TARGET_GROUPS.includes(node.kind)) {
      const inner = node.kind === 'parenthesized_expression' || node.kind === 'as_pattern_target'
      const values = how === 'assignment' && !inner ? valuesFor(node, value) : undefined
      for (const [index, child] of node.children.entries()) {
        if (values) this.target(child, how, scope, site, values[index])
        else this.target(child, inner ? how : 'unpacking', scope, site, inner ? value : undefined)
      }
    } else this.visit(node, scope)
  }

  drain(): void {
    for (let node = this.#pending.pop(); node; node = this.#pending.pop()) {
      const scope = this.#scopesOfPending.pop() as Scope
      const visitor = visitors[node.kind]
      if (visitor) visitor(node, scope, this)
      else this.visitAll(node.children, scope)
    }
  }

  resolve(module: Scope): Bindings {
    const of = new Map<Node, Binding>()
    const unbound = new Map<string, Node[]>()
    this.#definitions.sort((a, b) => a.definition.name.start - b.definition.name.start)
    this.#uses.sort((a, b) => a.name.start - b.name.start)
    const nonlocal: Defined[] = []
    const direct = this.#definitions.filter(found => {
      const isNonlocal = found.scope.nonlocals.size > 0 && found.scope.nonlocals.has(nameText(found.definition.name))
      if (isNonlocal) nonlocal.push(found)
      return !isNonlocal
    })
    for (const { definition, scope } of [...direct, ...nonlocal]) {
      const name = nameText(definition.name)
      const owner = scope.owner(name)
      const binding = owner.bindings.get(name) ?? { name, scope: owner, definitions: [], uses: [] }
      owner.bindings.set(name, binding)
      binding.definitions.push(definition)
      of.set(definition.name, binding)
    }
    for (const { name, scope } of this.#uses) {
      const text = nameText(name)
      const binding = scope.lookup(text)
      if (binding) {
        binding.uses.push(name)
        of.set(name, binding)
      } else {
        const found = unbound.get(text)
        if (found) found.push(name)
        else unbound.set(text, [name])
      }
    }
    return { module, of, scopes: this.#scopes, unbound, stars: this.stars.sort((a, b) => a.start - b.start) }
  }
}

const TARGET_GROUPS: readonly Kind[] = [
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'list_splat_pattern',
  'tuple',
  'list',
  'list_splat',
  'expression_list',
  'parenthesized_expression',
  'as_pattern_target',
]

/** The expressions that the targets of an unpacking assignment are given one by one: `a, b = f(), g()`. */
function valuesFor(targets: Node, value: Node | undefined): readonly Node[] | undefined {
  const display = value && unwrap(value)
  if (!is(display, 'tuple', 'list', 'expression_list')) return undefined
  const isPlain = ![...targets.children, ...display.children].some(node => is(node, 'list_splat', 'list_splat_pattern'))
  return isPlain && display.children.length === targets.children.length ? display.children : undefined
}
