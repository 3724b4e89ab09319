import { objects } from '../../knowledge/objects.ts'
import { canonical } from '../canonical.ts'
import type { Expr } from '../summary/summary.ts'
import { constructed } from './construction.ts'
import { isStatic, parameterType } from './declarations.ts'
import type { FunctionEntity } from './entities.ts'
import { typeOf } from './evaluate.ts'
import type { Frame } from './frames.ts'
import { attributeOf } from './members.ts'
import { chosen } from './overloads.ts'
import { iterated, iteratedAsync } from './protocols.ts'
import { returned } from './returns.ts'
import { standard } from './standard.ts'
import { joined, substitute, variablesIn } from './substitution.ts'
import { type ClassType, classType, type FunctionType, instance, overMembers, type Type, union } from './type.ts'
import { unifyArguments, unifyType } from './unify.ts'
import { boundOf, variablesOf } from './variables.ts'

/** What a call is given; found when something depends on it. */
export interface Given {
  readonly positional: () => readonly (Type | undefined)[]
  readonly keywords: () => readonly { readonly name: string; readonly type: Type | undefined }[]
  /** Some arguments are spread from collections, and their number is not known. */
  readonly hasSplat: boolean
}

export const NO_ARGUMENTS: Given = { positional: () => [], keywords: () => [], hasSplat: false }

export function argumentsIn(list: readonly Expr[], frame: Frame): Given {
  const is = (expr: Expr, tag: string) => typeof expr !== 'string' && expr[0] === tag
  const isNamed = (expr: Expr): expr is readonly ['=', string, Expr] => is(expr, '=')
  let positional: ReturnType<Given['positional']> | undefined
  let keywords: ReturnType<Given['keywords']> | undefined
  return {
    positional: () => {
      positional ??= list
        .filter(each => !isNamed(each) && !is(each, '*') && !is(each, '**'))
        .map(each => typeOf(each, frame))
      return positional
    },
    keywords: () => {
      keywords ??= list.filter(isNamed).map(([, name, value]) => ({ name, type: typeOf(value, frame) }))
      return keywords
    },
    hasSplat: list.some(each => is(each, '*') || is(each, '**')),
  }
}

/** What calling a value gives. */
export function resultOfCall(callee: Type | undefined, given: Given): Type | undefined {
  switch (callee?.kind) {
    case 'union':
      return overMembers(callee, member => resultOfCall(member, given))
    case 'callable':
      return resultOfCallable(callee, given)
    case 'type-of':
      return callee.of
    case 'class':
      return made(callee, given)
    case 'instance':
      return resultOfCall(attributeOf(callee, '__call__'), given)
    case 'variable':
      return resultOfCall(boundOf(callee), given)
    case 'function':
      return resultOfFunction(callee, given)
    case 'external': {
      const name = objects.get(canonical(callee.name))
      return name === undefined || callee.made ? undefined : { kind: 'external', name, made: true }
    }
    default:
      return undefined
  }
}

function resultOfCallable(
  { body, parameters, gives }: Extract<Type, { kind: 'callable' }>,
  given: Given,
): Type | undefined {
  if (body) return typeOf(body.expr, body.frame)
  if (!parameters || variablesIn(gives).length === 0) return gives
  const map = new Map<string, Type | undefined>()
  const types = given.positional()
  for (const [index, parameter] of parameters.entries()) unifyType(parameter, types[index], map)
  return substitute(gives, map)
}

function made(callee: ClassType, given: Given): Type | undefined {
  const { name } = callee.of
  if (name === 'builtins.type') {
    const types = given.positional()
    const [only] = types
    return types.length === 1 && only?.kind === 'instance' ? classType(only.of, only.args) : undefined
  }
  if (name === 'functools.partial') {
    const [called] = given.positional()
    return called && { kind: 'callable', gives: resultOfCall(called, NO_ARGUMENTS) }
  }
  return constructed(callee, given)
}

function resultOfFunction(callee: FunctionType, given: Given): Type | undefined {
  if (callee.functions.length === 1) return resultOfOne(callee.functions[0] as FunctionEntity, callee, given)
  const possible = chosen(callee, given)
  return union((possible.length > 0 ? possible : callee.functions).map(each => resultOfOne(each, callee, given)))
}

function resultOfOne(entity: FunctionEntity, callee: FunctionType, given: Given): Type | undefined {
  const { summary } = entity
  const { receiver, manager, doubt } = callee
  const declared = returned(entity)
  let map = callee.map
  const variables = variablesIn(declared)
  if (variables.length > 0) {
    const own = new Map<string, Type | undefined>()
    const [self] = summary.parameters
    unifyArguments(entity, given, receiver && !isStatic(entity) ? 1 : 0, own)
    if (receiver && self?.type !== undefined && !isStatic(entity)) unifyType(selfParameter(entity), receiver, own)
    if (variables.includes('Self')) own.set('Self', selfOf(callee, entity))
    map = joined(own, map)
  }
  const result = substitute(declared, map)
  if (manager) {
    const item = manager === 'async' ? iteratedAsync(result) : iterated(result)
    const name = manager === 'async' ? '_AsyncGeneratorContextManager' : '_GeneratorContextManager'
    return standard('contextlib', name, entity.around, [item, undefined, undefined])
  }
  if (summary.isAsync && !summary.isGenerator) return { kind: 'coroutine', how: 'coroutine', gives: result, doubt }
  const inferred = summary.returns === undefined && !summary.isGenerator ? doubtOfPlain(entity) : undefined
  const reason = doubt ?? inferred
  return reason === undefined ? result : doubted(result, reason)
}

/** A type whose coroutines are likely only. */
function doubted(type: Type | undefined, doubt: string): Type | undefined {
  if (type?.kind === 'union') return { ...type, members: type.members.map(each => doubted(each, doubt) ?? each) }
  return type?.kind === 'coroutine' ? { ...type, doubt: type.doubt ?? doubt } : type
}

function doubtOfPlain({ owner, summary }: FunctionEntity): string {
  const name = owner ? `${owner.summary.name}.${summary.name}` : summary.name
  return `\`${name}\` is a plain function, and that it returns a coroutine is only what its code says`
}

function selfParameter(entity: FunctionEntity): Type | undefined {
  const [self] = entity.summary.parameters
  return self && parameterType(entity, self.name)
}

function selfOf({ receiver }: FunctionType, { owner }: FunctionEntity): Type | undefined {
  if (receiver?.kind === 'class') return instance(receiver.of, receiver.args)
  if (receiver?.kind === 'super') return receiver.self
  return receiver ?? (owner && instance(owner, variablesOf(owner)))
}

/** `super()` in a method, or `super(C, self)`. */
export function superType(given: readonly Expr[], frame: Frame): Type | undefined {
  const method = methodAround(frame)
  const [named, object] = given
  const [first] = method?.summary.parameters ?? []
  const self = object === undefined ? first && method && parameterType(method, first.name) : typeOf(object, frame)
  const after = named === undefined ? method?.owner : classIn(typeOf(named, frame))
  return after && (self?.kind === 'instance' || self?.kind === 'class') ? { kind: 'super', after, self } : undefined
}

function classIn(type: Type | undefined) {
  return type?.kind === 'class' ? type.of : undefined
}

function methodAround(frame: Frame): FunctionEntity | undefined {
  for (let at: Frame | undefined = frame; at; at = at.parent) if (at.function?.owner) return at.function
  return undefined
}
