import { assignedValue, field, fields, is, type Kind, type Node } from '../../syntax/node.ts'
import { type Act, type Ahead, cycle, point, type Ways } from './point.ts'

/** The way into an expression, from what comes after it: graphs are built from their ends. */
export function evaluate(node: Node, next: Ahead, ways: Ways): Ahead {
  const done = [point(node, 'evaluate', next, ways)]
  if (is(node, 'boolean_operator')) {
    const right = evaluate(field(node, 'right'), done, ways)
    const [yes, no] = field(node, 'operator').kind === 'and' ? [right, done] : [done, right]
    return test(field(node, 'left'), yes, no, ways)
  }
  if (is(node, 'conditional_expression')) {
    const [value, condition, other] = node.children as [Node, Node, Node]
    return test(condition, evaluate(value, done, ways), evaluate(other, done, ways), ways)
  }
  if (is(node, 'comparison_operator')) return compare(node, done, done, ways)
  if (is(node, 'list_comprehension', 'set_comprehension', 'dictionary_comprehension')) {
    const clauses = node.children.filter(child => is(child, 'for_in_clause', 'if_clause'))
    return runClauses(clauses, node.children[0] as Node, done, ways)
  }
  if (is(node, 'named_expression')) {
    return evaluate(field(node, 'value'), bind(field(node, 'name'), done, ways), ways)
  }
  if (is(node, 'assignment')) {
    const value = assignedValue(node)
    return value ? evaluate(value, bindAll(targetsOf(node), next, ways), ways) : next
  }
  if (is(node, 'augmented_assignment')) {
    const left = field(node, 'left')
    return evaluate(left, evaluate(field(node, 'right'), [point(left, 'bind', next, ways)], ways), ways)
  }
  return inOrder(operandsOf(node), done, ways)
}

export function inOrder(nodes: readonly Node[], next: Ahead, ways: Ways): Ahead {
  return nodes.reduceRight((ahead, node) => evaluate(node, ahead, ways), next)
}

/** The way into a condition, which leads on by what it comes to. */
export function test(condition: Node, yes: Ahead, no: Ahead, ways: Ways): Ahead {
  const end = (next: Ahead) => [point(condition, 'evaluate', next, ways)]
  if (is(condition, 'parenthesized_expression') && condition.children[0]) {
    return test(condition.children[0], end(yes), end(no), ways)
  }
  if (is(condition, 'not_operator')) return test(field(condition, 'argument'), end(no), end(yes), ways)
  if (is(condition, 'boolean_operator')) {
    const [met, failed] = [end(yes), end(no)]
    const right = test(field(condition, 'right'), met, failed, ways)
    const isAnd = field(condition, 'operator').kind === 'and'
    return test(field(condition, 'left'), isAnd ? right : met, isAnd ? failed : right, ways)
  }
  if (is(condition, 'comparison_operator')) return compare(condition, end([...yes, ...no]), end(no), ways)
  if (is(condition, 'true', 'false', 'none', 'integer'))
    return end(/^(True|0*[1-9]\d*)$/.test(condition.text) ? yes : no)
  return evaluate(condition, [...yes, ...no], ways)
}

/** The way into a chain of comparisons: `a < b < c` does not evaluate `c` where `a < b` fails. */
function compare(node: Node<'comparison_operator'>, done: Ahead, failed: Ahead, ways: Ways): Ahead {
  const operands = node.children.filter(child => child.role !== 'operators')
  return operands.reduceRight((ahead, operand, index) => {
    const mayFail = index > 0 && index < operands.length - 1
    return evaluate(operand, mayFail ? ahead.concat(failed) : ahead, ways)
  }, done)
}

/** The way into writing a target, or removing it: what it is an attribute or item of is evaluated first. */
export function bind(target: Node, next: Ahead, ways: Ways, does: Act = 'bind'): Ahead {
  if (is(target, 'identifier')) return [point(target, does, next, ways)]
  if (is(target, 'attribute', 'subscript')) return inOrder(operandsOf(target), [point(target, does, next, ways)], ways)
  return bindAll(target.children, next, ways, does)
}

function bindAll(targets: readonly Node[], next: Ahead, ways: Ways, does?: Act): Ahead {
  return targets.reduceRight((ahead, target) => bind(target, ahead, ways, does), next)
}

function targetsOf(assignment: Node<'assignment'>): Node[] {
  const right = field(assignment, 'right')
  return [field(assignment, 'left'), ...(is(right, 'assignment') ? targetsOf(right) : [])]
}

/** The loops and conditions of a comprehension, from the outermost; `after` comes when they are done. */
function runClauses(clauses: readonly Node[], body: Node, after: Ahead, ways: Ways): Ahead {
  const [clause, ...inner] = clauses
  if (!clause) return evaluate(body, after, ways)
  if (!is(clause, 'for_in_clause')) {
    return test(clause.children[0] as Node, runClauses(inner, body, after, ways), after, ways)
  }
  const iterables = fields(clause, 'right').filter(child => !is(child, ','))
  const step = cycle(clause, 'step', ways, again => [
    ...bind(field(clause, 'left'), runClauses(inner, body, again, ways), ways),
    ...after,
  ])
  return inOrder(iterables, [step], ways)
}

/** Parts of an expression that are not evaluated with it: names that are no variables, types, operators. */
const SILENT: ReadonlySet<string> = new Set(['operator', 'operators', 'type', 'return_type', 'type_parameters'])
const TEXT: ReadonlySet<Kind> = new Set<Kind>([
  'string_start',
  'string_content',
  'string_end',
  'type_conversion',
  'async',
])

/** What is evaluated before a node is done, in Python's order. Bodies of lambdas and generator expressions are not. */
export function operandsOf(node: Node): readonly Node[] {
  if (is(node, 'attribute')) return [field(node, 'object')]
  if (is(node, 'keyword_argument')) return [field(node, 'value')]
  if (is(node, 'function_definition', 'lambda')) return defaultsOf(node)
  if (is(node, 'generator_expression')) {
    const first = node.children.find(child => is(child, 'for_in_clause'))
    return is(first, 'for_in_clause') ? fields(first, 'right').filter(child => !is(child, ',')) : []
  }
  return node.children.filter(child => !SILENT.has(child.role ?? '') && !TEXT.has(child.kind))
}

function defaultsOf(definition: Node<'function_definition' | 'lambda'>): Node[] {
  const parameters = definition.children.find(child => child.role === 'parameters')
  return (parameters?.children ?? []).flatMap(parameter => parameter.children.filter(child => child.role === 'value'))
}
