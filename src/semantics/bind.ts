import { is, type Kind, type Node, nameText, unwrap } from '../syntax/node.ts'
import { OfNodes } from '../syntax/of-nodes.ts'
import { kindNumber, roleNumber, type Table } from '../syntax/table.ts'
import { type Binding, type Definition, type How, type Outline, Scope, type ScopeKind } from './scopes.ts'
import { visitors } from './visitors.ts'

/** The scopes of a file and what each identifier in it stands for. */
export interface Bindings extends Outline {
  /** The binding an identifier reads or writes; none for builtins, unknown names and attribute names. */
  readonly of: Pick<OfNodes<Binding>, 'get'>
  /** Names that no binding of the file explains: builtins, and what star imports or the run time bring. */
  readonly unbound: ReadonlyMap<string, readonly Node[]>
}

/** Binds every name of a module: one walk collects, then definitions and uses find their scopes. */
export function bind(root: Node<'module'>): Bindings {
  const binder = new Binder(root.table)
  return binder.resolve(binder.walk(root))
}

/** The scope in which the names of a node are looked up. */
export function scopeOf(node: Node, { scopes, module }: Omit<Outline, 'stars'>): Scope {
  for (let child = node, parent = node.parent; parent; child = parent, parent = parent.parent) {
    const isInside = child.role === 'body' || !is(parent, 'function_definition', 'lambda', 'class_definition')
    const scope = isInside ? scopes.get(parent) : undefined
    if (scope) return scope
  }
  return module
}

type Defined = Readonly<{ definition: Definition; scope: Scope }>

const [IDENTIFIER, ATTRIBUTE, KEYWORD] = (['identifier', 'attribute', 'keyword_argument'] as const).map(kindNumber)
const [MEMBER, NAME] = ['attribute', 'name'].map(roleNumber)

/** What a visitor of one node kind does with the names it finds; works off a stack, for deep trees. */
export class Binder {
  readonly stars: Node<'import_from_statement'>[] = []
  readonly #table: Table
  /** The rows of what is still to be visited, and beside them the scopes. */
  readonly #pending: number[] = []
  readonly #scopesOfPending: Scope[] = []
  readonly #definitions: Defined[] = []
  /** The names that are read, and beside them the scopes. */
  readonly #uses: Node[] = []
  readonly #scopesOfUses: Scope[] = []
  readonly #scopes = new Map<Node, Scope>()

  constructor(table: Table) {
    this.#table = table
  }

  /** Collects what is in some statements of a module, or in all. */
  walk(root: Node<'module'>, statements: readonly Node[] = root.children): Scope {
    const module = this.open('module', root)
    this.visitAll(statements, module)
    this.#drain()
    return module
  }

  open(kind: ScopeKind, node: Node, parent?: Scope): Scope {
    const scope = new Scope(kind, node, parent)
    if (kind !== 'type-parameters') this.#scopes.set(node, scope)
    if (kind === 'module') scope.inner = this.#scopes
    return scope
  }

  /** The expression or statement is evaluated in this scope. */
  visit(node: Node | undefined, scope: Scope): void {
    if (!node) return
    this.#pending.push(node.row)
    this.#scopesOfPending.push(scope)
  }

  visitBody(body: Node, scope: Scope): void {
    this.visit(body, scope)
  }

  visitAll(nodes: readonly Node[], scope: Scope): void {
    for (const node of nodes) this.visit(node, scope)
  }

  use(name: Node, scope: Scope): void {
    this.#uses.push(name)
    this.#scopesOfUses.push(scope)
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

  #drain(): void {
    for (let row = this.#pending.pop(); row !== undefined; row = this.#pending.pop()) {
      this.#scan(row, this.#scopesOfPending.pop() as Scope)
    }
  }

  /** Goes through a row and all below it, but for what is below the nodes that have a visitor. */
  #scan(row: number, scope: Scope): void {
    const { kinds, lasts } = this.#table.columns
    for (let at = row, last = lasts[row] as number; at <= last; ) {
      const kind = kinds[at] as number
      const visitor = visitors[kind]
      if (visitor) visitor(this.#table.at(at), scope, this)
      else if (kind === IDENTIFIER && !this.#isOfAnother(at)) this.use(this.#table.at(at), scope)
      at = visitor ? (lasts[at] as number) + 1 : at + 1
    }
  }

  /** Whether an identifier names an attribute or a keyword, which no scope knows. */
  #isOfAnother(row: number): boolean {
    const { kinds, roles, parents } = this.#table.columns
    const [role, around] = [roles[row], kinds[parents[row] as number]]
    return (role === MEMBER && around === ATTRIBUTE) || (role === NAME && around === KEYWORD)
  }

  /** Puts the definitions into their scopes. */
  place(module: Scope, of?: OfNodes<Binding>): Outline {
    this.#definitions.sort((a, b) => a.definition.name.row - b.definition.name.row)
    const isNonlocal = ({ scope, definition }: Defined) =>
      scope.nonlocals.size > 0 && scope.nonlocals.has(nameText(definition.name))
    const nonlocal = this.#definitions.filter(isNonlocal)
    const direct = nonlocal.length === 0 ? this.#definitions : this.#definitions.filter(found => !isNonlocal(found))
    for (const found of [...direct, ...nonlocal]) defineIn(found, of)
    return { module, scopes: this.#scopes, stars: this.stars.sort((a, b) => a.start - b.start) }
  }

  resolve(module: Scope): Bindings {
    const of = new OfNodes<Binding>(this.#table)
    const unbound = new Map<string, Node[]>()
    const outline = this.place(module, of)
    const unsorted = new Set<Node[]>()
    const add = (name: Node, to: Node[]) => {
      const before = to.at(-1)
      if (before && before.row > name.row) unsorted.add(to)
      to.push(name)
    }
    for (const [index, name] of this.#uses.entries()) {
      const text = nameText(name)
      const binding = this.#scopesOfUses[index]?.lookup(text)
      if (binding) {
        add(name, binding.uses)
        of.set(name, binding)
      } else {
        const found = unbound.get(text)
        if (found) add(name, found)
        else unbound.set(text, [name])
      }
    }
    for (const uses of unsorted) uses.sort((a, b) => a.row - b.row)
    return { ...outline, of, unbound }
  }
}

function defineIn({ definition, scope }: Defined, of?: OfNodes<Binding>): void {
  const name = nameText(definition.name)
  const owner = scope.owner(name)
  const binding = owner.bindings.get(name) ?? { name, scope: owner, definitions: [], uses: [] }
  owner.bindings.set(name, binding)
  binding.definitions.push(definition)
  of?.set(definition.name, binding)
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
