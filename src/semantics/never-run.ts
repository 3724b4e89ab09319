import { argumentsOf, field, is, type Node, unwrap } from '../syntax/node.ts'
import type { Model } from './model.ts'
import { typeAt } from './types/root.ts'

/** What code that is made once for coroutines and once without them calls the flag that says which of the two it is. */
const WHICH = /a?sync/i

/** Whether code never runs, for what decides that is constant: under `if False:`, behind `if IS_ASYNC: return`. */
export function isNeverRun(node: Node, model: Model): boolean {
  for (let child = node, parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (decisions(child, parent).some(({ condition, wanted }) => constant(condition, model) === !wanted)) return true
  }
  return false
}

/** A condition, and what it must be for the code in question to run. */
interface Decision {
  readonly condition: Node
  readonly wanted: boolean
}

/** What decides whether a part of something runs, by that alone. */
function decisions(child: Node, parent: Node): readonly Decision[] {
  if (
    is(parent, 'if_statement', 'elif_clause', 'while_statement') &&
    (child.role === 'consequence' || child.role === 'body')
  )
    return [{ condition: conditionOf(parent), wanted: true }]
  if (is(parent, 'if_statement') && is(child, 'elif_clause', 'else_clause')) {
    const earlier = parent.children.slice(0, parent.children.indexOf(child)).filter(each => is(each, 'elif_clause'))
    return [parent, ...earlier].map(each => ({ condition: conditionOf(each), wanted: false }))
  }
  const [yes, condition, no] = is(parent, 'conditional_expression') ? parent.children : []
  if (condition && (child === yes || child === no)) return [{ condition, wanted: child === yes }]
  if (is(parent, 'boolean_operator') && child.role === 'right')
    return [{ condition: field(parent, 'left'), wanted: field(parent, 'operator').kind === 'and' }]
  if (!is(parent, 'block', 'module')) return []
  return parent.children.slice(0, parent.children.indexOf(child)).flatMap(before => {
    const isPlain = is(before, 'if_statement') && !before.children.some(each => is(each, 'elif_clause', 'else_clause'))
    const last = isPlain ? field(before, 'consequence').children.at(-1) : undefined
    const isLeaving = is(last, 'return_statement', 'raise_statement', 'continue_statement', 'break_statement')
    return isPlain && isLeaving ? [{ condition: field(before, 'condition'), wanted: false }] : []
  })
}

function conditionOf(statement: Node): Node {
  return statement.children.find(child => child.role === 'condition') ?? statement
}

/** What a condition always is; undefined where that is not certain. */
function constant(condition: Node, model: Model): boolean | undefined {
  const node = unwrap(condition)
  if (is(node, 'true', 'false')) return is(node, 'true')
  if (is(node, 'integer')) return Number(node.text) !== 0
  if (is(node, 'not_operator')) {
    const value = constant(field(node, 'argument'), model)
    return value === undefined ? undefined : !value
  }
  if (is(node, 'identifier')) return WHICH.test(node.text) ? flag(node, model) : undefined
  if (
    !is(node, 'call') ||
    !/^(asyncio|inspect)\.iscoroutinefunction$/.test(model.nameOf(field(node, 'function')) ?? '')
  )
    return undefined
  const [asked] = argumentsOf(node)
  const type = asked && typeAt(asked, model)
  return type?.kind === 'function' && type.functions.every(({ summary }) => summary.isAsync) ? true : undefined
}

/** What a name is that the module gives a truth value once. */
function flag(name: Node<'identifier'>, model: Model): boolean | undefined {
  const binding = model.bindingOf(name)
  const [only, ...others] = binding?.definitions ?? []
  if (binding?.scope.kind !== 'module' || others.length > 0 || only?.how !== 'assignment') return undefined
  return is(only.value, 'true', 'false') ? is(only.value, 'true') : undefined
}
