import type { Parameter } from '../summary/summary.ts'
import type { Given } from './calls.ts'
import { classesInOrder, isA, isProtocol } from './classes.ts'
import { isStatic, typeOfDeclaration } from './declarations.ts'
import type { FunctionEntity } from './entities.ts'
import { functionFrame } from './frames.ts'
import { firstMember } from './inheritance.ts'
import { has } from './protocols.ts'
import type { FunctionType, Instance, Type } from './type.ts'
import { boundOf } from './variables.ts'

/**
 * The overloads that a call may be of: the first that takes its arguments, or all that may where some are not known.
 * https://typing.python.org/en/latest/spec/overload.html
 */
export function chosen({ functions, receiver, isUnbound }: FunctionType, given: Given): readonly FunctionEntity[] {
  const parametersOf = (each: FunctionEntity) =>
    each.summary.parameters.slice((receiver || isUnbound) && !isStatic(each) ? 1 : 0)
  const taking = functions.filter(each => takes(each, parametersOf(each), given))
  const isKnown = [...given.positional(), ...given.keywords().map(({ type }) => type)].every(
    type => type && !isOpen(type),
  )
  return isKnown || taking.length < 2 || !taking.some(each => parametersOf(each).some(isChoosing))
    ? taking.slice(0, 1)
    : taking
}

/** Whether a value may be one of several that overloads tell apart: a `bool` or text that is not written out. */
function isOpen(type: Type): boolean {
  return type.kind === 'instance' && /^builtins\.(bool|str)$/.test(type.of.name) && type.literal === undefined
}

/** Whether a parameter takes some literals only. */
function isChoosing({ type }: Parameter): boolean {
  return /Literal/.test(JSON.stringify(type ?? ''))
}

function takes(entity: FunctionEntity, parameters: readonly Parameter[], given: Given): boolean {
  const [positional, keywords] = [given.positional(), given.keywords()]
  const names = keywords.map(({ name }) => name)
  if (!fills(parameters, positional.length, names, given.hasSplat)) return false
  const byPosition = parameters.filter(isByPosition)
  const frame = functionFrame(entity)
  const fits = (parameter: Parameter | undefined, type: Type | undefined) =>
    parameter?.type === undefined || accepts(typeOfDeclaration(parameter, frame), type)
  return (
    byPosition.every((parameter, index) => index >= positional.length || fits(parameter, positional[index])) &&
    keywords.every(({ name, type }) =>
      fits(
        parameters.find(each => each.name === name),
        type,
      ),
    )
  )
}

function isByPosition({ only, star }: Parameter): boolean {
  return only !== 'name' && !star
}

/** Whether so many positional arguments and those with names fill the parameters that need one, and no others. */
export function fills(
  parameters: readonly Parameter[],
  count: number,
  names: readonly string[],
  hasSplat: boolean,
): boolean {
  const byPosition = parameters.filter(isByPosition)
  if (count > byPosition.length && !parameters.some(({ star }) => star === '*')) return false
  const filled = new Set(byPosition.slice(0, count).map(({ name }) => name))
  for (const wanted of names) {
    const isNamed = parameters.some(({ name, only, star }) => name === wanted && only !== 'position' && !star)
    if (filled.has(wanted) || (!isNamed && !parameters.some(({ star }) => star === '**'))) return false
    filled.add(wanted)
  }
  const isMissing = ({ name, star, value }: Parameter) => !star && value === undefined && !filled.has(name)
  return hasSplat || !parameters.some(isMissing)
}

/** Whether a value of a type can be given where another is declared; what is not known can. */
function accepts(declared: Type | undefined, given: Type | undefined): boolean {
  if (!declared || !given) return true
  switch (declared.kind) {
    case 'variable': {
      const bound = boundOf(declared)
      return !bound || bound.kind === 'variable' || accepts(bound, given)
    }
    case 'none':
      return given.kind === 'none' || (given.kind === 'union' && given.members.some(({ kind }) => kind === 'none'))
    case 'union':
      return declared.isPartial || declared.members.some(member => accepts(member, given))
    default:
      if (given.kind === 'union') return given.members.some(member => accepts(declared, member))
  }
  if (declared.kind === 'coroutine') {
    if (given.kind === 'coroutine') return declared.how === 'awaitable' || given.how === 'coroutine'
    return given.kind === 'instance' && declared.how === 'awaitable' && has(given, '__await__') !== false
  }
  if (declared.kind === 'tuple')
    return given.kind === 'tuple' || (given.kind === 'instance' && isA(given.of, 'builtins.tuple'))
  return declared.kind !== 'instance' || acceptsInstance(declared, given)
}

function acceptsInstance(declared: Instance, given: Type): boolean {
  const { name, module } = declared.of
  if (name === 'builtins.object') return true
  const isAbstract = module.name === 'typing' || module.name.startsWith('_typeshed') || isProtocol(declared.of)
  if (given.kind === 'none') return false
  if (given.kind === 'tuple') return name === 'builtins.tuple' || isAbstract
  if (given.kind === 'coroutine') return name === 'typing.Awaitable' || name === 'typing.Coroutine'
  if (given.kind === 'function' || given.kind === 'class') return isAbstract || name === 'builtins.type'
  if (given.kind !== 'instance') return true
  if (declared.literals && given.of.id === declared.of.id) {
    return given.literal === undefined || declared.literals.includes(given.literal)
  }
  const order = classesInOrder(given.of)
  if (order.some(each => !each || each.of.id === declared.of.id)) return true
  if (name === 'builtins.float' && given.of.name === 'builtins.int') return true
  return isAbstract && Object.keys(declared.of.summary.members).every(member => firstMember(order, member))
}
