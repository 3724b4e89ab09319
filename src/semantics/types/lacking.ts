import { classesInOrder } from './classes.ts'
import { firstMember, isReplaced } from './inheritance.ts'
import { isOpaque } from './opaque.ts'
import { type Type, union } from './type.ts'

/** Classes of plain values: what a union has beside them is not mistaken for one. */
const PLAIN =
  /^(builtins\.(bool|bytearray|bytes|complex|dict|float|frozenset|int|list|set|str|tuple)|pathlib\.(Pure)?Path)$/

/** The alternatives of a type of which a member can be asked: with the others the code would raise before it came further. */
export function thoseWith(name: string, type: Type | undefined): Type | undefined {
  if (type?.kind !== 'union') return type
  const left = type.members.filter(member => !lacks(member, name))
  return union(type.isPartial ? [...left, undefined] : left)
}

/** Whether an object certainly has no member of a name. Methods that only syntax calls are not added by a subclass. */
function lacks(type: Type, name: string): boolean {
  if (type.kind !== 'instance') return false
  const isWhole = type.isExact === true || PLAIN.test(type.of.name) || /^__\w+__$/.test(name)
  if (!isWhole || isReplaced(name, type.of)) return false
  const order = classesInOrder(type.of)
  if (order.some(each => !each || isOpaque(each.of))) return false
  return !firstMember(order, name) && !firstMember(order, '__getattr__')
}
