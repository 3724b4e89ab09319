import { field, is, type Node, unwrap } from '../syntax/node.ts'
import type { Model } from './model.ts'
import { classesInOrder } from './types/classes.ts'
import { colourOf } from './types/heirs.ts'
import { firstMember } from './types/inheritance.ts'
import { classesIn, typeAt } from './types/root.ts'
import { membersOf } from './types/type.ts'

/** Whether a subclass in the file that calls a method, of which the object may be, defines it with another colour, as tests do. */
export function isOverriddenHere(call: Node<'call'>, model: Model): boolean {
  const callee = unwrap(field(call, 'function'))
  if (!is(callee, 'attribute')) return false
  const name = field(callee, 'attribute').text
  const own = classesIn(model).filter(({ summary }) => Object.hasOwn(summary.members, name))
  return membersOf(own.length === 0 ? undefined : typeAt(field(callee, 'object'), model)).some(receiver => {
    if (receiver?.kind !== 'instance' || receiver.isExact) return false
    const order = classesInOrder(receiver.of)
    const colour = colourOf(firstMember(order, name))
    const heirs = own.filter(heir =>
      classesInOrder(heir)
        .slice(1)
        .some(each => each?.of.id === receiver.of.id),
    )
    return heirs.some(heir => colourOf(firstMember(classesInOrder(heir), name)) !== colour)
  })
}
