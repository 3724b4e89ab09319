import { argumentsOf, field, is, type Node, unwrap } from '../syntax/node.ts'
import { decisionAfter, decisionsAround, earlierThan } from './decisions.ts'
import type { Model } from './model.ts'
import { typeAt } from './types/root.ts'

/** What code that is made once for coroutines and once without them calls the flag that says which of the two it is. */
const WHICH = /a?sync/i

/** Whether code never runs, for what decides that is constant: under `if False:`, behind `if IS_ASYNC: return`. */
export function isNeverRun(node: Node, model: Model): boolean {
  for (let child = node, parent = node.parent; parent; child = parent, parent = parent.parent) {
    const loop = is(parent, 'while_statement') && child.role === 'body' ? field(parent, 'condition') : undefined
    const decisions = [
      ...decisionsAround(child, parent),
      ...(loop ? [{ condition: loop, holds: true }] : []),
      ...(is(parent, 'block', 'module') ? earlierThan(child, parent).map(decisionAfter) : []),
    ]
    if (decisions.some(each => each && constant(each.condition, model) === !each.holds)) return true
  }
  return false
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
