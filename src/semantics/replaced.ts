import { field, is, type Node, unwrap, within } from '../syntax/node.ts'
import { mayBeNamed } from './last-words.ts'
import type { Model } from './model.ts'
import { nameOf } from './names.ts'
import { isPatched } from './patching.ts'
import type { Binding } from './scopes.ts'
import { classesInOrder } from './types/classes.ts'
import { typeAt } from './types/root.ts'
import { membersOf, type Type } from './types/type.ts'

/** Whether the file may put something else in the place of what an expression stands for, as tests do. */
export function isReplaced(expression: Node, model: Model): boolean {
  const whole = unwrap(expression)
  for (let at = whole; ; at = unwrap(field(at, 'object'))) {
    const name = mayBeNamed(at, model.replacements.names) ? nameOf(at, model) : undefined
    if (name !== undefined && isPatched(name, at, model.replacements)) return true
    if (!is(at, 'attribute')) return false
    if (at === whole && isMethodReplaced(at, model)) return true
  }
}

/** Whether an attribute is a method, and the file sets one on what may be the same object, or its class. */
function isMethodReplaced(method: Node<'attribute'>, model: Model): boolean {
  const { attributes, anyAttribute } = model.replacements
  const receiver = unwrap(field(method, 'object'))
  const changes = attributes.get(field(method, 'attribute').text) ?? []
  if ((!anyAttribute && changes.length === 0) || typeAt(method, model)?.kind !== 'function') return false
  return (
    anyAttribute ||
    changes.some(
      ({ object, within: place }) =>
        (!place || within(method, place)) && (!object || mayBeSame(object, receiver, model)),
    )
  )
}

/**
 * Whether a call is of a plain method that is only known by what it hands on, as `return self.request()`, on an object of which the
 * file replaces some attribute: what it hands on may be that of a mock.
 */
export function handsOnReplaced(callee: Node, model: Model): boolean {
  if (!is(callee, 'attribute') || model.replacements.attributes.size === 0) return false
  const receiver = unwrap(field(callee, 'object'))
  const isReplacedHere = [...model.replacements.attributes.values()].some(changes =>
    changes.some(
      ({ object, within: place }) => object && (!place || within(callee, place)) && isSame(object, receiver, model),
    ),
  )
  return (
    isReplacedHere &&
    membersOf(typeAt(callee, model)).some(
      member =>
        member?.kind === 'function' && member.functions.some(({ summary }) => !summary.isAsync && summary.gives),
    )
  )
}

function isSame(object: Node, receiver: Node, model: Model): boolean {
  return object.text === receiver.text && rootBinding(object, model) === rootBinding(receiver, model)
}

function mayBeSame(object: Node, receiver: Node, model: Model): boolean {
  if (isSame(object, receiver, model)) return true
  const [changed = [], called = []] = [object, receiver].map(node => membersOf(typeAt(node, model)))
  // What another variable holds is another object; a class is what all its objects share, and `self` what anyone may hold.
  if (!changed.some(type => type?.kind === 'class') && !/^(self|cls)$/.test(receiver.text)) return false
  return changed.some(one => called.some(other => areRelated(one, other)))
}

/** What the first name of a dotted one stands for. */
function rootBinding(expression: Node, model: Model): Binding | undefined {
  let at = unwrap(expression)
  while (is(at, 'attribute')) at = unwrap(field(at, 'object'))
  return is(at, 'identifier') ? model.bindingOf(at) : undefined
}

/** Whether an object of one type may be one of the other. */
function areRelated(one: Type | undefined, other: Type | undefined): boolean {
  if (!one || !other) return true
  if (!isOfClass(one) || !isOfClass(other)) return false
  const [first, second] = [classesInOrder(one.of), classesInOrder(other.of)]
  return first.some(each => each?.of.id === other.of.id) || second.some(each => each?.of.id === one.of.id)
}

function isOfClass(type: Type): type is Extract<Type, { kind: 'instance' | 'class' }> {
  return type.kind === 'instance' || type.kind === 'class'
}
