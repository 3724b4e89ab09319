import { selfRunning } from '../../knowledge/self-running.ts'
import { field, is, type Node, unwrap } from '../../syntax/node.ts'
import type { Model } from '../model.ts'
import { packageOf } from '../names.ts'
import { typeAt } from '../types/root.ts'
import { membersOf } from '../types/type.ts'

/** Whether a coroutine function is of a package that runs its coroutines itself where no loop does. */
export function runsItself(call: Node<'call'>, model: Model): boolean {
  return membersOf(typeAt(field(call, 'function'), model)).some(
    type => type?.kind === 'function' && type.functions.some(({ module }) => selfRunning.has(packageOf(module.name))),
  )
}

/**
 * The object, as text, whose coroutine method a call makes a coroutine of, where others of its coroutines may run too: such
 * objects often belong to the loop that is the first to run one.
 */
export function sharedReceiver(call: Node<'call'>, model: Model): string | undefined {
  const callee = field(call, 'function')
  const object = is(callee, 'attribute') ? unwrap(field(callee, 'object')) : undefined
  if (!object || typeAt(object, model)?.kind !== 'instance' || isMaking(object, model)) return undefined
  const { definitions = [], uses = [] } = (is(object, 'identifier') && model.bindingOf(object)) || {}
  const [only] = definitions
  const isMadeHere = definitions.length === 1 && isMaking(only?.value, model)
  return isMadeHere && uses.every(use => use === object || isPlain(use, model)) ? undefined : object.text
}

function isMaking(value: Node | undefined, model: Model): boolean {
  return is(value, 'call') && typeAt(field(value, 'function'), model)?.kind === 'class'
}

/** Whether of an object only an attribute is used, and no coroutine comes of that. */
function isPlain({ parent: attribute }: Node, model: Model): boolean {
  if (!is(attribute, 'attribute')) return false
  const call = attribute.parent
  return !is(call, 'call') || attribute.role !== 'function' || /^(value|unknown)$/.test(model.resultOf(call).kind)
}
