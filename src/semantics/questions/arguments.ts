import { argumentsOf, field, is, type Node } from '../../syntax/node.ts'
import type { Model } from '../model.ts'
import { isStatic } from '../types/declarations.ts'
import { fills } from '../types/overloads.ts'
import { typeAt } from '../types/root.ts'
import { membersOf, type Type } from '../types/type.ts'

/** Whether a call certainly does nothing but make a coroutine: of an `async def`, with arguments that fill its parameters. */
export function onlyMakesCoroutine(call: Node<'call'>, model: Model): boolean {
  return membersOf(typeAt(field(call, 'function'), model)).every(callee => isFilled(callee, argumentsOf(call)))
}

function isFilled(callee: Type | undefined, given: readonly Node[]): boolean {
  if (callee?.kind !== 'function' || callee.isUnbound || given.some(each => is(each, 'list_splat', 'dictionary_splat')))
    return false
  const names = given.flatMap(each => (is(each, 'keyword_argument') ? [field(each, 'name').text] : []))
  return callee.functions.every(each => {
    const { isAsync, isGenerator, decorators, parameters } = each.summary
    // The table of the standard library leaves parameters out, and a decorator may check what it is given.
    if (!isAsync || isGenerator || decorators || each.module.isStub) return false
    const own = parameters.slice(callee.receiver && !isStatic(each) ? 1 : 0)
    return fills(own, given.length - names.length, names, false)
  })
}
