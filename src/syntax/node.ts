import type { Grammar, Many, Maybe, One, Token } from './grammar.ts'
import type { Table } from './table.ts'

/** Half-open range in UTF-16 code units: what tree-sitter, magic-string and LSP all count in. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** The named kinds of the grammar, the operator tokens that fields hold, `as_pattern_target` (which the
 * grammar's description leaves out), `async`, and tree-sitter's `ERROR`. */
export type Kind = keyof Grammar | Token | 'as_pattern_target' | 'async' | 'ERROR'

/**
 * One node of a Python syntax tree: a row of the file's table, made an object when it is first asked for.
 *
 * `children` holds the named nodes, the `async` keyword and operators, in source order; comments, line
 * continuations and punctuation are left out. `role` is the field under which the parent holds the node.
 */
export class Node<out K extends Kind = Kind> implements Span {
  readonly kind: K
  readonly start: number
  readonly end: number
  readonly role: string | undefined
  readonly table: Table
  readonly row: number
  #children: readonly Node[] | undefined

  constructor(kind: K, start: number, end: number, role: string | undefined, table: Table, row: number) {
    this.kind = kind
    this.start = start
    this.end = end
    this.role = role
    this.table = table
    this.row = row
  }

  get source(): string {
    return this.table.source
  }

  get text(): string {
    return this.table.source.slice(this.start, this.end)
  }

  get children(): readonly Node[] {
    this.#children ??= this.table.childrenOf(this.row)
    return this.#children
  }

  /** Undefined for the module alone. */
  get parent(): Node | undefined {
    return this.table.parentOf(this.row)
  }
}

type Single<F> =
  F extends One<infer K extends Kind> ? Node<K> : F extends Maybe<infer K extends Kind> ? Node<K> | undefined : never
type SingleNames<K extends keyof Grammar> = {
  [F in keyof Grammar[K]]: Grammar[K][F] extends Many<Kind> ? never : F
}[keyof Grammar[K]]
type ManyNames<K extends keyof Grammar> = {
  [F in keyof Grammar[K]]: Grammar[K][F] extends Many<Kind> ? F : never
}[keyof Grammar[K]]
type Item<F> = F extends Many<infer K extends Kind> ? Node<K> : never

/** The node in a field that holds one node, or at most one. */
export function field<K extends keyof Grammar, F extends SingleNames<K> & string>(
  node: Node<K>,
  name: F,
): Single<Grammar[K][F]> {
  return node.table.fieldOf(node.row, name) as Single<Grammar[K][F]>
}

/** The nodes in a field that holds any number of them, in source order. */
export function fields<K extends keyof Grammar, F extends ManyNames<K> & string>(
  node: Node<K>,
  name: F,
): Item<Grammar[K][F]>[] {
  return node.children.filter(child => child.role === name) as Node[] as Item<Grammar[K][F]>[]
}

/** The name an identifier stands for: Python compares names in Unicode form NFKC (reference, 2.3). */
export function nameText(identifier: Node): string {
  const { text, table } = identifier
  return table.isPlain || /^[\x20-\x7e]*$/.test(text) ? text : text.normalize('NFKC')
}

/** Whether a node is of one of these kinds; narrows its type. */
export function is<K extends Kind>(node: Node | undefined, ...kinds: K[]): node is Node<K> {
  if (node === undefined) return false
  for (const kind of kinds as Kind[]) if (kind === node.kind) return true
  return false
}

/** Whether `async` stands before this `def`, `for`, `with` or comprehension clause. */
export function isAsync(
  node: Node<'function_definition' | 'for_statement' | 'with_statement' | 'for_in_clause'>,
): boolean {
  return node.children[0]?.kind === 'async'
}

/** The node and all below it, in source order. */
export function* descendants(node: Node, enter: (node: Node) => boolean = () => true): Generator<Node> {
  const { table } = node
  for (let row = node.row, last = table.lastBelow(row); row <= last; ) {
    const next = table.at(row)
    yield next
    row = enter(next) ? row + 1 : table.lastBelow(row) + 1
  }
}

/** Those of some kinds of the node and all below it, in source order, but for what is below nodes of `closed` kinds. */
export function descendantsOf<K extends Kind>(
  node: Node,
  kinds: readonly K[],
  closed: readonly Kind[] = [],
): Node<K>[] {
  return node.table.below(node.row, kinds, closed) as Node[] as Node<K>[]
}

/** The nearest node of one of these kinds around a node, or the node itself. */
export function closest<K extends Kind>(node: Node | undefined, ...kinds: K[]): Node<K> | undefined {
  return node?.table.closest(node.row, kinds) as Node<K> | undefined
}

/** The expression without the parentheses around it. */
export function unwrap(node: Node): Node {
  let inner = node
  while (inner.kind === 'parenthesized_expression' && inner.children[0]) inner = inner.children[0]
  return inner
}

/** Whether a span lies within another. */
export function within(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

/** The positional and keyword arguments of a call; a lone generator argument is the generator itself. */
export function argumentsOf(call: Node<'call'>): readonly Node[] {
  const list = field(call, 'arguments')
  return list.kind === 'generator_expression' ? [list] : list.children
}

/** The value of a keyword argument of a call. */
export function keywordOf(call: Node<'call'>, name: string): Node | undefined {
  const found = argumentsOf(call).find(
    argument => is(argument, 'keyword_argument') && field(argument, 'name').text === name,
  )
  return is(found, 'keyword_argument') ? field(found, 'value') : undefined
}

/** The text that a plain string literal, or several side by side, stands for; undefined for f-strings and bytes. */
export function stringText(node: Node): string | undefined {
  if (is(node, 'concatenated_string')) {
    const parts = node.children.map(stringText)
    return parts.every(part => part !== undefined) ? parts.join('') : undefined
  }
  return is(node, 'string') ? /^[rRuU]*("""|'''|"|')([\s\S]*)\1$/.exec(node.text)?.[2] : undefined
}

const GROUPS = [
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'tuple',
  'list',
  'list_splat_pattern',
  'expression_list',
  'parenthesized_expression',
] as const
const STATEMENTS = ['assignment', 'augmented_assignment', 'for_statement', 'for_in_clause'] as const
const OTHERS = ['as_pattern_target', 'delete_statement'] as const
/** What targets are in. */
export const IN_TARGETS: readonly Kind[] = [...GROUPS, ...STATEMENTS, ...OTHERS]

/** Whether a node is, or is part of, what an assignment, loop, `with` or `del` binds. */
export function isTarget(node: Node): boolean {
  let at = node
  while (is(at.parent, ...GROUPS)) at = at.parent
  const { parent, role } = at
  return is(parent, ...STATEMENTS) ? role === 'left' : is(parent, ...OTHERS)
}

/** The value at the end of a chain of assignments: `c` in `a = b = c`. */
export function assignedValue(right: Node | undefined): Node | undefined {
  let value = right
  while (is(value, 'assignment')) value = field(value, 'right')
  return value
}

/** The expressions whose values a `with` statement enters. */
export function contextsOf(statement: Node<'with_statement'>): Node[] {
  const clause = statement.children.find(child => is(child, 'with_clause'))
  return (clause?.children ?? []).flatMap(item => {
    const value = is(item, 'with_item') ? field(item, 'value') : undefined
    const context = is(value, 'as_pattern') ? value.children[0] : value
    return context ? [context] : []
  })
}
