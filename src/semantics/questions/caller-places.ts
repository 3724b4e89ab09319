import { field, is, isAsync, type Node, nameText } from '../../syntax/node.ts'
import type { Model } from '../model.ts'
import { useOf } from '../uses.ts'
import { decoratorNames } from './decorators.ts'

/** Functions that are given a coroutine to run it: a call among their arguments is not awaited. */
const RUNNERS =
  /^asyncio\.(run|create_task|ensure_future|gather|wait_for|shield|run_coroutine_threadsafe)$|\.(create_task|run_until_complete)$/

const FOR_TESTS = /^(test|(setUp|tearDown)(Class|Module)?$|(setup|teardown)_(class|function|method|module)$)/

/** Whether a function is a synchronous test or prepares one, which pytest and unittest call where no loop runs. */
export function isTest(node: Node, file: Model): boolean {
  if (!is(node, 'function_definition') || isAsync(node) || !FOR_TESTS.test(nameText(field(node, 'name')))) return false
  return decoratorNames(node, file).every(name => name !== undefined && /^(pytest|unittest)\./.test(name))
}

/** Whether a call is awaited, or given to what runs coroutines. */
export function isTakenAsCoroutine(call: Node<'call'>, file: Model): boolean {
  if (useOf(call) === 'awaited') return true
  const taker = is(call.parent, 'argument_list') ? call.parent.parent : undefined
  if (!is(taker, 'call')) return false
  const name = file.nameOf(field(taker, 'function')) ?? ''
  return RUNNERS.test(name) || file.options.taskStarters.includes(name)
}

/** Whether a call is evaluated where a function or class is defined: in a default, a decorator or a base. */
export function isInHeader(call: Node<'call'>): boolean {
  let at: Node | undefined = call
  while (at && !is(at, 'parameters', 'lambda_parameters', 'decorator', 'block') && at.role !== 'superclasses')
    at = at.parent
  return at !== undefined && !is(at, 'block')
}
