import { runners } from '../../knowledge/coroutines.ts'
import { argumentsOf, descendantsOf, field, is, type Node } from '../../syntax/node.ts'
import { callsOf } from '../calls.ts'
import { misuseOf } from '../misuses.ts'
import type { Model } from '../model.ts'
import { placeOf } from '../places.ts'
import { givesPlainValue } from '../results.ts'
import { useOf } from '../uses.ts'

/**
 * What a call runs of its arguments: `asyncio.run`, `wait_for`, one of the user's own task starters the first, for others are
 * limits, loops and names; `gather` all.
 */
function runsOf(call: Node<'call'>, model: Model): readonly Node[] {
  const callee = field(call, 'function')
  const { taskStarters } = model.options
  const word = (is(callee, 'attribute') ? field(callee, 'attribute') : callee).text
  // Aliases of them are rare, and to follow every name of a file takes its time.
  if (!WORDS.has(word) && !taskStarters.some(name => name.endsWith(word))) return []
  const name = model.nameOf(callee) ?? ''
  if (!runners.has(name) && !taskStarters.includes(name)) return []
  return name === 'asyncio.gather' ? argumentsOf(call) : argumentsOf(call).slice(0, 1)
}

const WORDS: ReadonlySet<string> = new Set([...runners].map(name => name.slice(name.lastIndexOf('.') + 1)))

/** The call that runs what an argument of it gives. */
export function runnerOf(argument: Node, model: Model): Node<'call'> | undefined {
  const call = is(argument.parent, 'argument_list') ? argument.parent.parent : undefined
  return is(call, 'call') && runsOf(call, model).includes(argument) ? call : undefined
}

/** What a call runs although it certainly cannot be awaited. */
export function plainRuns(call: Node<'call'>, model: Model): Node<'call'>[] {
  return runsOf(call, model).flatMap(given => (is(given, 'call') && givesPlainValue(given, model) ? [given] : []))
}

/** Whether some call of a function is run as if it gave a coroutine. */
export function isRun(definition: Node<'function_definition'>, model: Model): boolean {
  return callsOf(definition, model).some(call => runnerOf(call, model) !== undefined)
}

/** The coroutines that a function makes in its own code and forgets: dropped, or used as if they were their results. */
export function forgottenIn(definition: Node<'function_definition'>, model: Model): Node<'call'>[] {
  const forgotten: Node<'call'>[] = []
  for (const node of descendantsOf(field(definition, 'body'), ['call'])) {
    if (placeOf(node).node !== definition) continue
    const isForgotten = useOf(node) === 'dropped' || misuseOf(node, model) !== undefined
    if (isForgotten && model.resultOf(node).kind === 'coroutine') forgotten.push(node)
  }
  return forgotten
}
