import type { Parameter } from '../summary/summary.ts'
import { type Given, NO_ARGUMENTS, resultOfCall } from './calls.ts'
import { classesInOrder, isA, isProtocol } from './classes.ts'
import { isStatic, typeOfDeclaration } from './declarations.ts'
import type { FunctionEntity } from './entities.ts'
import { type Frame, functionFrame } from './frames.ts'
import { firstMember } from './inheritance.ts'
import { has } from './protocols.ts'
import { standard } from './standard.ts'
import { type FunctionType, type Instance, membersOf, type Type } from './type.ts'
import { boundOf } from './variables.ts'

/** Whether something fits; undefined where that is not known. */
type Fit = boolean | undefined

/**
 * The overloads that a call may be of: the first that certainly takes its arguments, and those before it that may.
 * https://typing.python.org/en/latest/spec/overload.html
 */
export function chosen({ functions, receiver, isUnbound }: FunctionType, given: Given): readonly FunctionEntity[] {
  const found: FunctionEntity[] = []
  for (const each of functions) {
    const parameters = each.summary.parameters.slice((receiver || isUnbound) && !isStatic(each) ? 1 : 0)
    const fit = takes(each, parameters, given)
    if (fit !== false) found.push(each)
    if (fit) break
  }
  return found
}

function takes(entity: FunctionEntity, parameters: readonly Parameter[], given: Given): Fit {
  const [positional, keywords] = [given.positional(), given.keywords()]
  const names = keywords.map(({ name }) => name)
  if (!fills(parameters, positional.length, names, given.hasSplat)) return false
  const byPosition = parameters.filter(isByPosition)
  const frame = functionFrame(entity)
  const fits = (parameter: Parameter | undefined, type: Type | undefined) =>
    parameter?.type === undefined || accepts(typeOfDeclaration(parameter, frame), type)
  return all([
    given.hasSplat ? undefined : true,
    ...byPosition.slice(0, positional.length).map((parameter, index) => fits(parameter, positional[index])),
    ...keywords.map(({ name, type }) =>
      fits(
        parameters.find(each => each.name === name),
        type,
      ),
    ),
  ])
}

function all(fits: readonly Fit[]): Fit {
  if (fits.includes(false)) return false
  return fits.includes(undefined) ? undefined : true
}

function any(fits: readonly Fit[]): Fit {
  if (fits.includes(true)) return true
  return fits.includes(undefined) ? undefined : false
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

/** Whether a value of a type can be given where another is declared. */
function accepts(declared: Type | undefined, given: Type | undefined): Fit {
  if (declared?.kind === 'special' || (declared?.kind === 'instance' && declared.of.name === 'builtins.object'))
    return true
  if (declared?.kind === 'variable') {
    const bound = boundOf(declared)
    return !bound || bound.kind === 'variable' || accepts(bound, given)
  }
  if (!declared || !given || given.kind === 'special' || given.kind === 'external') return undefined
  if (given.kind === 'variable') return accepts(declared, boundOf(given))
  if (given.kind === 'union') {
    const fits = new Set(membersOf(given).map(member => accepts(declared, member)))
    return fits.size === 1 ? [...fits][0] : undefined
  }
  switch (declared.kind) {
    case 'union':
      return any(membersOf(declared).map(member => accepts(member, given)))
    case 'none':
      return given.kind === 'none'
    case 'coroutine':
      if (given.kind === 'coroutine') return declared.how === 'awaitable' || given.how === 'coroutine'
      return declared.how === 'awaitable' ? has(given, '__await__') : false
    case 'tuple':
      return given.kind === 'tuple' || (given.kind === 'instance' && isA(given.of, 'builtins.tuple'))
    case 'callable':
      return all([isCallable(given), !declared.gives || accepts(declared.gives, resultOfCall(given, NO_ARGUMENTS))])
    case 'instance':
      return acceptsInstance(declared, given)
    default:
      return undefined
  }
}

function isCallable(type: Type): Fit {
  if (type.kind === 'function' || type.kind === 'class' || type.kind === 'callable') return true
  return has(type, '__call__')
}

/** What is taken for more than its class. https://typing.python.org/en/latest/spec/special-types.html */
const PROMOTED: ReadonlyMap<string, readonly string[]> = new Map([
  ['builtins.int', ['builtins.float', 'builtins.complex']],
  ['builtins.float', ['builtins.complex']],
])

function acceptsInstance(declared: Instance, given: Type): Fit {
  const { name, module } = declared.of
  const object = asInstance(given, { module })
  if (!object) return undefined
  if (declared.literals && object.of.id === declared.of.id)
    return object.literal === undefined ? undefined : declared.literals.includes(object.literal)
  const order = classesInOrder(object.of)
  if (order.some(each => each?.of.id === declared.of.id)) return true
  if (order.includes(undefined)) return undefined
  if (PROMOTED.get(object.of.name)?.includes(name)) return true
  const isAbstract = module.name === 'typing' || module.name.startsWith('_typeshed') || isProtocol(declared.of)
  return isAbstract && Object.keys(declared.of.summary.members).every(member => firstMember(order, member))
}

/** A value as an object of the class that it has, where that is known. */
function asInstance(type: Type, where: Pick<Frame, 'module'>): Instance | undefined {
  switch (type.kind) {
    case 'instance':
      return type
    case 'tuple':
      return standard('builtins', 'tuple', where)
    case 'class':
      return standard('builtins', 'type', where)
    case 'function':
      return standard('types', 'FunctionType', where)
    case 'coroutine':
      return type.how === 'coroutine'
        ? standard('types', 'CoroutineType', where)
        : standard('typing', 'Awaitable', where)
    case 'none':
      return standard('types', 'NoneType', where)
    default:
      return undefined
  }
}
