import { field, is, type Node } from '../../syntax/node.ts'
import type { Model } from '../model.ts'
import { runsOnLoop } from '../places.ts'
import { coroutineDecorator } from './generator-coroutine.ts'

const GETTERS: readonly (string | undefined)[] = ['asyncio.get_event_loop', 'asyncio.get_running_loop']

/** Whether a call only asks for the loop that is there. */
export function isLoopGetter(call: Node<'call'>, model: Model): boolean {
  return GETTERS.includes(model.nameOf(field(call, 'function')))
}

/** Whether a loop runs the code of a node: that of an `async def`, or of a generator-based coroutine. */
export function isInCoroutine(node: Node, model: Model): boolean {
  const { node: owner } = model.placeOf(node)
  return runsOnLoop(node) || (is(owner, 'function_definition') && coroutineDecorator(owner, model) !== undefined)
}
