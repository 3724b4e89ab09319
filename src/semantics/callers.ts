import { closest, field, is, type Node } from '../syntax/node.ts'
import { callsOf } from './calls.ts'
import { classOfMethod } from './functions.ts'
import type { Model } from './model.ts'
import { runsOnLoop } from './places.ts'

/** Who calls a function, directly or through other functions of the file. */
export interface Callers {
  /** A call that runs on a loop: in a coroutine, or made there through other functions. */
  readonly onLoop: Node<'call'> | undefined
  /** Whether all callers are in sight and start at the module's own level. */
  readonly isKnown: boolean
}

/** Follows the callers of a function upwards. An object made counts as a call of its class's `__init__`. */
export function callersOf(definition: Node<'function_definition'>, model: Model): Callers {
  const seen = new Set<Node>([definition])
  const pending = [definition]
  let isKnown = true
  for (let next = pending.pop(); next; next = pending.pop()) {
    const owner = classOfMethod(next)
    const name = field(next, 'name')
    const calls = callsOf(owner && name.text === '__init__' ? owner : next, model)
    const uses = owner ? undefined : model.bindingOf(name)?.uses
    const isCall = (use: Node) => calls.some(call => field(call, 'function') === use)
    if (!uses?.length || !uses.every(isCall) || is(next.parent, 'decorated_definition')) isKnown = false
    for (const call of calls) {
      if (runsOnLoop(call)) return { onLoop: call, isKnown: false }
      const caller = closest(call, 'function_definition', 'lambda')
      if (is(caller, 'lambda')) isKnown = false
      if (!is(caller, 'function_definition') || seen.has(caller)) continue
      seen.add(caller)
      pending.push(caller)
    }
  }
  return { onLoop: undefined, isKnown }
}
