import { NO_ARGUMENTS, resultOfCall } from './calls.ts'
import { classesInOrder, isA } from './classes.ts'
import { typeOfDeclaration } from './declarations.ts'
import { classFrame } from './frames.ts'
import { firstMember } from './inheritance.ts'
import { thoseWith } from './lacking.ts'
import { attributeOf } from './members.ts'
import { instance, membersOf, overMembers, type Type, union } from './type.ts'
import { boundOf } from './variables.ts'

/** What calling a method without arguments gives. */
function asked(type: Type, method: string): Type | undefined {
  return resultOfCall(attributeOf(type, method), NO_ARGUMENTS)
}

/** What `await value` gives. */
export function awaited(type: Type | undefined): Type | undefined {
  return overMembers(thoseWith('__await__', type), member => {
    if (member.kind === 'coroutine') return member.gives
    if (member.kind === 'variable') return awaited(boundOf(member))
    if (member.kind !== 'instance') return undefined
    const generator = asked(member, '__await__')
    return generator?.kind === 'instance' && generator.of.name === 'typing.Generator' ? generator.args[2] : undefined
  })
}

/** What `for x in value` binds. */
export function iterated(type: Type | undefined): Type | undefined {
  return overMembers(type, member => {
    if (member.kind === 'tuple') return union(member.items)
    if (member.kind === 'variable') return iterated(boundOf(member))
    if (member.kind === 'class') return isA(member.of, 'enum.Enum') ? instance(member.of) : undefined
    if (member.kind !== 'instance') return undefined
    const [iterator] = membersOf(asked(member, '__iter__')).filter(each => each?.kind === 'instance')
    if (iterator?.kind !== 'instance') return undefined
    const isPlain = ['typing.Iterator', 'typing.Generator', 'typing.Iterable'].includes(iterator.of.name)
    return isPlain && iterator.args.length > 0 ? iterator.args[0] : asked(iterator, '__next__')
  })
}

/** What `async for x in value` binds. */
export function iteratedAsync(type: Type | undefined): Type | undefined {
  return overMembers(thoseWith('__aiter__', type), member => {
    if (member.kind === 'variable') return iteratedAsync(boundOf(member))
    if (member.kind !== 'instance') return undefined
    const iterator = asked(member, '__aiter__')
    const [only] = membersOf(iterator?.kind === 'coroutine' ? iterator.gives : iterator)
    return only?.kind === 'instance' ? awaited(asked(only, '__anext__')) : undefined
  })
}

/** What `with value as x` binds, or `async with`. */
export function entered(type: Type | undefined, isAsync: boolean): Type | undefined {
  const method = isAsync ? '__aenter__' : '__enter__'
  return overMembers(thoseWith(method, type), member => {
    const given = asked(member, method)
    return isAsync ? awaited(given) : given
  })
}

/** The part of a value at an index, as unpacking takes it. */
export function unpacked(type: Type | undefined, index: number): Type | undefined {
  return overMembers(type, member => {
    if (member.kind === 'tuple') return member.items[index]
    if (member.kind !== 'instance') return undefined
    if (isA(member.of, 'typing.NamedTuple')) return namedField(member, index)
    return iterated(member)
  })
}

function namedField(member: Extract<Type, { kind: 'instance' }>, index: number): Type | undefined {
  const fields = Object.values(member.of.summary.members).flatMap(declarations =>
    declarations.filter(each => each.kind === 'variable' && each.type !== undefined),
  )
  const field = fields[index]
  return field && typeOfDeclaration(field, classFrame(member.of))
}

/** Whether objects of a type certainly have a method that does not only raise, or certainly have not; undefined for neither. */
export function has(type: Type | undefined, method: string): boolean | undefined {
  if (type?.kind === 'variable') return has(boundOf(type), method)
  if (type?.kind === 'union') {
    const answers = new Set(membersOf(type).map(member => has(member, method)))
    return answers.size === 1 ? [...answers][0] : undefined
  }
  if (type?.kind === 'coroutine') return method === '__await__'
  if (type?.kind === 'none' || type?.kind === 'tuple') return ['__iter__'].includes(method) && type.kind === 'tuple'
  if (type?.kind !== 'instance') return undefined
  const order = classesInOrder(type.of)
  const member = firstMember(order, method)
  if (!member) return order.includes(undefined) || firstMember(order, '__getattr__') ? undefined : false
  const [declaration] = member.declarations
  if (declaration?.kind !== 'function') return true
  const { onlyRaises, isStub, returns } = declaration
  // A subclass that is not in sight may define what this one leaves open.
  if (onlyRaises && isStub) return type.isExact ? false : undefined
  return !onlyRaises && !/^(NoReturn|Never)$/.test(String(returns))
}
