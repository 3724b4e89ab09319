import { field, is, type Node, unwrap } from '../syntax/node.ts'
import { resultOfFunction } from './functions.ts'
import { homeOf } from './homes.ts'
import type { Model, Result } from './model.ts'

/**
 * Whether a method that gives this, of an object that is known by an annotation, is defined otherwise by a subclass in the
 * file that calls it, as tests do: the object may be one of those.
 */
export function isOverriddenHere(call: Node<'call'>, kind: Result['kind'], model: Model): boolean {
  const callee = unwrap(field(call, 'function'))
  if (!is(callee, 'attribute')) return false
  const { definition, origin } = model.instanceOf(field(callee, 'object')) ?? {}
  if (!definition || origin || homeOf(definition) === model) return false
  const name = field(callee, 'attribute').text
  return [...model.bindings.scopes].some(([heir, { bindings }]) => {
    const own = bindings.get(name)
    if (!own || !is(heir, 'class_definition') || !model.classes.order(heir).includes(definition)) return false
    return own.definitions.some(
      ({ site }) => !is(site, 'function_definition') || resultOfFunction(site, model) !== kind,
    )
  })
}
