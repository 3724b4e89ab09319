import type { Parameter } from '../summary/summary.ts'
import type { Given } from './calls.ts'
import { classesInOrder, isA } from './classes.ts'
import { isStatic, typeOfDeclaration } from './declarations.ts'
import type { FunctionEntity } from './entities.ts'
import { functionFrame } from './frames.ts'
import { firstMember } from './inheritance.ts'
import { has } from './protocols.ts'
import type { FunctionType, Instance, Type } from './type.ts'
import { boundOf } from './variables.ts'

/** The first overload that takes the arguments of a call, if one does. https://typing.python.org/en/latest/spec/overload.html */
export function chosen({ functions, receiver, isUnbound }: FunctionType, given: Given): FunctionEntity | undefined {
  return functions.find(each => {
    const skipped = (receiver || isUnbound) && !isStatic(each) ? 1 : 0
    return takes(each, each.summary.parameters.slice(skipped), given)
  })
}

function takes(entity: FunctionEntity, parameters: readonly Parameter[], given: Given): boolean {
  const [positional, keywords] = [given.positional(), given.keywords()]
  const byPosition = parameters.filter(({ only, star }) => only !== 'name' && !star)
  const hasRest = parameters.some(({ star }) => star === '*')
  if (positional.length > byPosition.length && !hasRest) return false
  const filled = new Set(byPosition.slice(0, positional.length).map(({ name }) => name))
  for (const { name } of keywords) {
    const isNamed = parameters.some(each => each.name === name && each.only !== 'position' && !each.star)
    if (!isNamed && !parameters.some(({ star }) => star === '**')) return false
    filled.add(name)
  }
  const isMissing = ({ name, star, value }: Parameter) => !star && value === undefined && !filled.has(name)
  if (!given.hasSplat && parameters.some(isMissing)) return false
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
  const isAbstract = module.name === 'typing' || module.name.startsWith('_typeshed') || isProtocol(declared)
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

function isProtocol({ of }: Instance): boolean {
  return (of.summary.bases ?? []).some(base => /Protocol/.test(JSON.stringify(base)))
}
