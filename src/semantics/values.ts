import { blocking } from '../knowledge/blocking.ts'
import { valueBuiltins } from '../knowledge/consumers.ts'
import { field, is, type Node, unwrap } from '../syntax/node.ts'
import { ownNodes } from './functions.ts'
import { homeOf } from './homes.ts'
import type { Model } from './model.ts'
import { type Ancestor, classesInOrder } from './types/classes.ts'
import type { FunctionEntity } from './types/entities.ts'
import { isOpaque } from './types/opaque.ts'
import { has } from './types/protocols.ts'
import { typeAt } from './types/root.ts'
import { type FunctionType, membersOf, type Type } from './types/type.ts'

/** Whether what a call gives is a plain value, of which it is certain that it cannot be awaited. */
export function isPlainResult(call: Node<'call'>, model: Model): boolean {
  const callee = unwrap(field(call, 'function'))
  if (is(callee, 'attribute') && !isExact(field(callee, 'object'), model)) return false
  const name = model.nameOf(callee)
  if (name !== undefined && (name === 'time.sleep' || blocking.has(name) || valueBuiltins.has(name))) return true
  const type = typeAt(callee, model)
  if (type?.kind !== 'function' || type.doubt !== undefined) return false
  return (
    type.functions.every(each => !each.summary.isStub && !each.summary.isGenerator && !mayCallAnother(each, type)) &&
    membersOf(typeAt(call, model)).every(isPlainValue)
  )
}

/** Whether a method may give what a subclass makes of it: of an object whose class overrides others, which it may call. */
function mayCallAnother({ owner }: FunctionEntity, { receiver }: FunctionType): boolean {
  if (!owner || receiver?.kind !== 'instance') return false
  const classes = classesInOrder(receiver.of)
  const inherited = classes.findIndex(each => each?.of.id === owner.id)
  const methods = (each: Ancestor) =>
    Object.entries(each?.of.summary.members ?? {}).flatMap(([name, declared]) =>
      declared.some(({ kind }) => kind === 'function') && !name.startsWith('__') ? [name] : [],
    )
  const overridden = new Set(classes.slice(0, inherited).flatMap(methods))
  return classes
    .slice(inherited)
    .flatMap(methods)
    .some(name => overridden.has(name))
}

/**
 * Whether an object is certainly what it is taken for: a module, a class, or made by a call. An annotation alone may be
 * out of date, people annotate asynchronous clients as synchronous ones, and a subclass may define a method otherwise.
 */
function isExact(object: Node, model: Model): boolean {
  const instance = model.instanceOf(object)
  if (instance) return instance.origin !== undefined
  const type = typeAt(object, model)
  if (type?.kind === 'instance') return type.isExact === true
  return type?.kind === 'module' || type?.kind === 'class' || model.nameOf(object) !== undefined
}

/** Whether the code of a function gives something that can be awaited, whatever it is declared to give. */
export function givesAwaitable(callee: Node, model: Model): boolean {
  const definition = model.definitionOf(callee)
  const home = definition && homeOf(definition)
  if (!home || !is(definition, 'function_definition')) return false
  const given = ownNodes(definition, 'return_statement').flatMap(({ children }) => children)
  return given.some(value => membersOf(typeAt(value, home)).some(type => has(type, '__await__') === true))
}

/** Whether a value certainly cannot be awaited. */
export function isPlainValue(type: Type | undefined): boolean {
  if (type?.kind === 'instance') return !isOpaque(type.of) && has(type, '__await__') === false
  return type !== undefined && ['none', 'tuple', 'class', 'module'].includes(type.kind)
}
