import { field, type Node } from '../syntax/node.ts'
import type { Model, Result } from './model.ts'
import { kindOf } from './results.ts'
import { NO_ARGUMENTS, resultOfCall } from './types/calls.ts'
import { attributeOf } from './types/members.ts'
import { awaited } from './types/protocols.ts'
import { typeAt } from './types/root.ts'
import { membersOf } from './types/type.ts'
import { isPlainValue } from './values.ts'

/** Builtin classes, whose methods seldom give what can be awaited. */
const PLAIN_CLASSES = /^builtins\.(bool|bytearray|bytes|complex|dict|float|frozenset|int|list|set|str|tuple)$/

/** What a method gives of the object that awaiting a call gives. */
export function attributeResult(call: Node<'call'>, attribute: Node<'attribute'>, model: Model): Result['kind'] {
  const object = awaited(typeAt(call, model))
  const results = membersOf(resultOfCall(attributeOf(object, field(attribute, 'attribute').text), NO_ARGUMENTS))
  if (object?.kind === 'instance' && PLAIN_CLASSES.test(object.of.name)) return 'value'
  if (results.every(isPlainValue)) return 'value'
  return results.every(each => each?.kind === 'coroutine' && !each.doubt && kindOf(each) === 'coroutine')
    ? 'coroutine'
    : 'unknown'
}
