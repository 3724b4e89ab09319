import { argumentsOf, field, fields, is, type Kind, type Node, nameText, stringText } from '../../syntax/node.ts'
import type { Bound, Declaration, Expr, Parameter } from './summary.ts'
import { declarationsIn } from './targets.ts'

const UNKNOWN: Expr = ['?']
/** Longer texts are prose: no annotation in quotes, and no literal that an overload would be chosen by. */
const LONGEST_LITERAL = 300

/** Kept with the node itself: weak maps with a key for each node cost the garbage collector dearly. */
const EXPR: unique symbol = Symbol('expression')

/** An expression or annotation as JSON; the same object for the same node each time. */
export function exprOf(node: Node): Expr {
  const noted = node as { [EXPR]?: Expr }
  if (noted[EXPR] !== undefined) return noted[EXPR]
  const expr = converters[node.kind]?.(node) ?? UNKNOWN
  noted[EXPR] = expr
  // A name alone is a text and stands nowhere, and of two nodes with one expression the inner one is meant.
  if (typeof expr !== 'string' && expr !== UNKNOWN) (expr as Placed)[NODE] ??= node
  return expr
}

interface Placed {
  [NODE]?: Node
}

const NODE: unique symbol = Symbol('node')

/** Where an expression stands in the file at hand; undefined for a name alone, and for what a summary says of another file. */
export function nodeOf(expr: Exclude<Expr, string>): Node | undefined {
  return (expr as Placed)[NODE]
}

function exprsOf(nodes: readonly Node[]): Expr[] {
  return nodes.map(exprOf)
}

function first(node: Node): Expr {
  return node.children[0] ? exprOf(node.children[0]) : UNKNOWN
}

type Converter<K extends Kind> = (node: Node<K>) => Expr

/** Lets each converter be written for its own kind. */
function table(entries: { readonly [K in Kind]?: Converter<K> }): { readonly [K in Kind]?: (node: Node) => Expr } {
  return entries as { readonly [K in Kind]?: (node: Node) => Expr }
}

const bool: Converter<'comparison_operator' | 'not_operator'> = () => ['()', 'bool']
const collection =
  (kind: 'tuple' | 'list' | 'set') =>
  (node: Node): Expr => [kind, ...exprsOf(node.children)]
const text = (node: Node): Expr => {
  if (/^[a-zA-Z]*b/i.test(node.text.slice(0, 2).replace(/['"].*/, ''))) return ['bytes']
  const value = stringText(node)
  return ['str', value !== undefined && value.length <= LONGEST_LITERAL ? value : '']
}

const converters = table({
  identifier: node => nameText(node),
  attribute: node => ['.', exprOf(field(node, 'object')), field(node, 'attribute').text],
  member_type: ({ children: [object, name] }) => (object && name ? ['.', exprOf(object), name.text] : UNKNOWN),
  parenthesized_expression: first,
  type: first,
  await: node => ['await', first(node)],
  yield: node => ['yield', first(node)],
  call: node => ['()', exprOf(field(node, 'function')), ...argumentsOf(node).map(exprOf)],
  keyword_argument: node => ['=', field(node, 'name').text, exprOf(field(node, 'value'))],
  list_splat: node => ['*', first(node)],
  splat_type: node => ['*', first(node)],
  dictionary_splat: node => ['**', first(node)],
  subscript: node => ['[]', exprOf(field(node, 'value')), ...exprsOf(subscripts(node))],
  generic_type: ({ children: [generic, list] }) =>
    generic ? ['[]', exprOf(generic), ...exprsOf(list?.children ?? [])] : UNKNOWN,
  slice: () => ['()', 'slice'],
  conditional_expression: ({ children: [yes, , no] }) => (yes && no ? ['any', exprOf(yes), exprOf(no)] : UNKNOWN),
  boolean_operator: node => {
    const [left, right] = [exprOf(field(node, 'left')), exprOf(field(node, 'right'))]
    return field(node, 'operator').kind === 'or' ? ['or', left, right] : ['any', left, right]
  },
  named_expression: node => exprOf(field(node, 'value')),
  binary_operator: node => [
    'op',
    field(node, 'operator').kind,
    exprOf(field(node, 'left')),
    exprOf(field(node, 'right')),
  ],
  union_type: ({ children }) => {
    const [left, right] = children.filter(child => child.kind !== '|')
    return left && right ? ['op', '|', exprOf(left), exprOf(right)] : UNKNOWN
  },
  unary_operator: node => exprOf(field(node, 'argument')),
  comparison_operator: bool,
  not_operator: bool,
  tuple: collection('tuple'),
  expression_list: collection('tuple'),
  list: collection('list'),
  set: collection('set'),
  dictionary: node => ['dict', ...node.children.flatMap(pair)],
  list_comprehension: node => ['comp', 'list', clausesOf(node), exprOf(field(node, 'body'))],
  set_comprehension: node => ['comp', 'set', clausesOf(node), exprOf(field(node, 'body'))],
  generator_expression: node => ['comp', 'generator', clausesOf(node), exprOf(field(node, 'body'))],
  dictionary_comprehension: node => ['comp', 'dict', clausesOf(node), ...pair(field(node, 'body'))],
  lambda: node => ['lambda', parametersOf(field(node, 'parameters')), exprOf(field(node, 'body'))],
  string: text,
  concatenated_string: node => (node.children[0] ? text(node.children[0]) : UNKNOWN),
  integer: node => ['int', Number(node.text.replaceAll('_', ''))],
  float: () => ['float'],
  true: () => ['bool', true],
  false: () => ['bool', false],
  none: () => ['none'],
  ellipsis: () => ['...'],
})

/** The items of a subscript: those of the tuple in `d[a, b]`, which the grammar gives one by one. */
function subscripts(node: Node<'subscript'>): readonly Node[] {
  const items = fields(node, 'subscript')
  const [only] = items
  return items.length === 1 && is(only, 'tuple') ? only.children : items
}

function pair(node: Node): Expr[] {
  if (is(node, 'dictionary_splat')) return [['?'], ['?']]
  return is(node, 'pair') ? [exprOf(field(node, 'key')), exprOf(field(node, 'value'))] : []
}

/** What the `for` clauses of a comprehension bind. */
function clausesOf(comprehension: Node): Bound {
  const clauses = comprehension.children.filter(child => is(child, 'for_in_clause'))
  return bound(clauses.flatMap(clause => declarationsIn(field(clause, 'left'))))
}

/** Declarations by their names. */
export function bound(pairs: Iterable<readonly [name: string, declaration: Declaration]>): Bound {
  const names: Record<string, Declaration[]> = Object.create(null)
  for (const [name, declaration] of pairs) names[name] = [...(names[name] ?? []), declaration]
  return names
}

/** The parameters of a function or lambda. */
export function parametersOf(list: Node | undefined): Parameter[] {
  const parameters: Parameter[] = []
  let only: Parameter['only']
  for (const node of list?.children ?? []) {
    if (is(node, 'keyword_separator')) only = 'name'
    else if (is(node, 'positional_separator')) {
      for (const [index, parameter] of parameters.entries()) parameters[index] = { ...parameter, only: 'position' }
    } else {
      const parameter = parameterOf(node, only)
      if (parameter) parameters.push(parameter)
      if (parameter?.star === '*') only = 'name'
    }
  }
  return parameters
}

function parameterOf(node: Node, only: Parameter['only']): Parameter | undefined {
  const named = node.children.find(child => child.role === 'name') ?? (is(node, 'identifier') ? node : node.children[0])
  const splat = is(node, 'list_splat_pattern', 'dictionary_splat_pattern') ? node : named
  const star = is(splat, 'list_splat_pattern') ? '*' : is(splat, 'dictionary_splat_pattern') ? '**' : undefined
  const name = star && splat ? splat.children[0] : named
  if (!is(name, 'identifier')) return undefined
  const type = node.children.find(child => child.role === 'type')
  const value = node.children.find(child => child.role === 'value')
  return {
    kind: 'parameter',
    name: nameText(name),
    ...(type && { type: exprOf(type) }),
    ...(value && { value: exprOf(value) }),
    ...(star && { star }),
    ...(only && !star && { only }),
  }
}
