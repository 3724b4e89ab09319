import { typeFrom } from './annotations.ts'
import type { Given } from './calls.ts'
import { NO_ARGUMENTS, resultOfCall } from './calls.ts'
import { classesInOrder } from './classes.ts'
import { typeOfDeclaration } from './declarations.ts'
import type { FunctionEntity } from './entities.ts'
import { functionFrame, headerFrame } from './frames.ts'
import { attributeOf } from './members.ts'
import { awaited, iterated } from './protocols.ts'
import { substitute, variablesIn } from './substitution.ts'
import { type Instance, instance, keyOf, type Type, union, withoutNone } from './type.ts'
import { argumentMap } from './variables.ts'

type Solution = Map<string, Type | undefined>

const DEEPEST = 6

/** Finds what the type variables of a function's parameters stand for in a call; the first parameters may be bound already. */
export function unifyArguments(entity: FunctionEntity, given: Given, skipped: number, solution: Solution): void {
  const parameters = entity.summary.parameters.slice(skipped)
  const frame = functionFrame(entity)
  const header = headerFrame(entity.around, entity.summary.typeParameters, entity)
  const positional = parameters.filter(({ only, star }) => only !== 'name' && star !== '**')
  for (const [index, type] of given.positional().entries()) {
    const parameter = positional[Math.min(index, positional.length - 1)]
    if (parameter?.type === undefined) continue
    unifyType(parameter.star ? typeFrom(parameter.type, header) : typeOfDeclaration(parameter, frame), type, solution)
  }
  for (const { name, type } of given.keywords()) {
    const parameter = parameters.find(each => each.name === name)
    if (parameter?.type !== undefined) unifyType(typeOfDeclaration(parameter, frame), type, solution)
  }
}

/** Finds what the type variables in a declared type stand for where this is given. */
export function unifyType(declared: Type | undefined, given: Type | undefined, solution: Solution, depth = 0): void {
  if (!declared || !given || depth > DEEPEST) return
  const inner = (a: Type | undefined, b: Type | undefined) => unifyType(a, b, solution, depth + 1)
  const value = declared.kind === 'variable' || declared.kind === 'union' ? given : onlyMember(given)
  switch (declared.kind) {
    case 'variable':
      if (!solution.get(declared.name)) solution.set(declared.name, value)
      return
    case 'union': {
      if (value.kind === 'none' && declared.members.some(({ kind }) => kind === 'none')) return
      const some = withoutNone(value) ?? value
      for (const member of declared.members) if (member.kind !== 'variable') inner(member, some)
      for (const member of declared.members)
        if (member.kind === 'variable' && !solution.has(member.name)) inner(member, some)
      return
    }
    case 'coroutine':
      inner(
        declared.gives,
        value.kind === 'coroutine' ? value.gives : value.kind === 'instance' ? awaited(value) : undefined,
      )
      return
    case 'callable':
      if (['function', 'class', 'callable', 'instance'].includes(value.kind))
        inner(declared.gives, resultOfCall(value, NO_ARGUMENTS))
      return
    case 'type-of':
      if (value.kind === 'class') inner(declared.of, instance(value.of, value.args))
      return
    case 'tuple':
      if (value.kind === 'tuple') for (const [index, item] of declared.items.entries()) inner(item, value.items[index])
      return
    case 'instance':
      unifyInstance(declared, value, solution, inner)
  }
}

/** The one alternative beside `None`, or the type itself. */
function onlyMember(type: Type): Type {
  return withoutNone(type) ?? type
}

function unifyInstance(
  declared: Instance,
  value: Type,
  solution: Solution,
  inner: (a: Type | undefined, b: Type | undefined) => void,
): void {
  if (value.kind === 'tuple') {
    // Any collection of the tuple's items.
    if (declared.args.length > 0) inner(declared.args[0], union(value.items))
    return
  }
  if (value.kind === 'function' && Object.hasOwn(declared.of.summary.members, '__call__')) {
    inner(resultOfCall(attributeOf(declared, '__call__'), NO_ARGUMENTS), resultOfCall(value, NO_ARGUMENTS))
    return
  }
  if (value.kind !== 'instance') return
  const same = classesInOrder(value.of).find(each => each?.of.id === declared.of.id)
  if (same) {
    const map = argumentMap(value.of, value.args)
    for (const [index, arg] of same.args.entries()) inner(declared.args[index], substitute(arg, map))
  } else if (/\.(Iterable|SupportsIter)$/.test(declared.of.name)) inner(declared.args[0], iterated(value))
  else if (declared.args.length > 0 && isNews(declared, value, solution)) {
    // A protocol: each of its methods says what it gives.
    for (const name of Object.keys(declared.of.summary.members)) {
      if (declared.of.summary.members[name]?.[0]?.kind !== 'function') continue
      inner(
        resultOfCall(attributeOf(declared, name), NO_ARGUMENTS),
        resultOfCall(attributeOf(value, name), NO_ARGUMENTS),
      )
    }
  }
}

/** The pairs of types that were compared for a solution. */
const compared = new WeakMap<Solution, Set<string>>()

/** Whether to compare two types may say more than is known: the members of protocols lead to protocols, and these to themselves. */
function isNews(declared: Instance, value: Instance, solution: Solution): boolean {
  if (variablesIn(declared).every(name => solution.get(name))) return false
  const pairs = compared.get(solution) ?? new Set()
  compared.set(solution, pairs)
  const pair = `${keyOf(declared)} ${keyOf(value)}`
  if (pairs.has(pair)) return false
  pairs.add(pair)
  return true
}
