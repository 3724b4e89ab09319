import { field, is, type Node, unwrap, within } from '../syntax/node.ts'
import type { Model } from './model.ts'
import { nameOf } from './names.ts'
import { classesInOrder } from './types/classes.ts'
import { typeAt } from './types/root.ts'
import { membersOf, type Type } from './types/type.ts'

/** Whether the file may put something else in the place of what an expression stands for, as tests do. */
export function isReplaced(expression: Node, model: Model): boolean {
  const { names } = model.replacements
  const whole = unwrap(expression)
  for (let at = whole; ; at = unwrap(field(at, 'object'))) {
    const name = nameOf(at, model)
    if (name !== undefined && names.has(name)) return true
    if (!is(at, 'attribute')) return false
    if (at === whole && typeAt(at, model)?.kind === 'function' && isMethodReplaced(at, model)) return true
  }
}

/** Whether the file sets an attribute on what may be the same object, or its class. */
function isMethodReplaced(method: Node<'attribute'>, model: Model): boolean {
  const { attributes, anyAttribute } = model.replacements
  const receiver = unwrap(field(method, 'object'))
  const changes = attributes.get(field(method, 'attribute').text) ?? []
  return (
    anyAttribute ||
    changes.some(
      ({ object, within: place }) =>
        (!place || within(method, place)) &&
        (!object || object.text === receiver.text || mayBeSame(object, receiver, model)),
    )
  )
}

function mayBeSame(object: Node, receiver: Node, model: Model): boolean {
  const [changed, called] = [object, receiver].map(node => membersOf(typeAt(node, model)))
  // Of another variable it is not said that it is this object; `self` is what anyone may hold.
  const isOther = !changed?.every(Boolean) && !/^(self|cls)$/.test(receiver.text)
  return !isOther && (changed?.some(one => called?.some(other => areRelated(one, other))) ?? true)
}

/** Whether an object of one type may be one of the other. */
function areRelated(one: Type | undefined, other: Type | undefined): boolean {
  if (!one || !other) return true
  if (!isOfClass(one) || !isOfClass(other)) return one.kind === other.kind
  const [first, second] = [classesInOrder(one.of), classesInOrder(other.of)]
  return first.some(each => each?.of.id === other.of.id) || second.some(each => each?.of.id === one.of.id)
}

function isOfClass(type: Type): type is Extract<Type, { kind: 'instance' | 'class' }> {
  return type.kind === 'instance' || type.kind === 'class'
}
