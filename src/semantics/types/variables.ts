import { once } from '../../grounds.ts'
import type { Expr } from '../summary/summary.ts'
import { typeFrom } from './annotations.ts'
import type { ClassEntity } from './entities.ts'
import { type Frame, headerFrame } from './frames.ts'
import { qualifiedName, type Sym, symbolOf } from './symbols.ts'
import { type Type, type TypeMap, type TypeVariable, union } from './type.ts'

const MAKERS: readonly (string | undefined)[] = ['typing.TypeVar', 'typing_extensions.TypeVar']
/** Kinds of variables that stand for parameter lists: what is said with them is not followed. */
const OTHERS: readonly (string | undefined)[] = ['ParamSpec', 'TypeVarTuple'].flatMap(name => [
  `typing.${name}`,
  `typing_extensions.${name}`,
])

/** The type variable that a symbol is, if it is one; `other` for a `ParamSpec` or `TypeVarTuple`. */
export function variableOf(symbol: Sym): TypeVariable | 'other' | undefined {
  if (symbol.kind !== 'defined') return undefined
  const { found, name, declaration } = symbol
  const frame = found.frame
  if (declaration.kind === 'type-parameter') {
    const { bound } = declaration
    return variable(`${frame.module.name}.${name}#${frame.function?.id ?? frame.owner?.id}`, bound, undefined, frame)
  }
  const value = declaration.kind === 'variable' ? declaration.value : undefined
  if (!Array.isArray(value) || value[0] !== '()') return undefined
  const [, callee, , ...given] = value as readonly ['()', Expr, ...Expr[]]
  const maker = qualifiedName(symbolOf(callee, frame))
  if (OTHERS.includes(maker)) return 'other'
  if (!MAKERS.includes(maker)) return undefined
  const keyword = (wanted: string) => given.find(each => Array.isArray(each) && each[0] === '=' && each[1] === wanted)
  const constraints = given.filter(each => typeof each === 'string' || each[0] !== '=')
  const limit = givenBy(keyword('bound')) ?? (constraints.length > 0 ? (['tuple', ...constraints] as Expr) : undefined)
  return variable(`${frame.module.name}.${name}`, limit, givenBy(keyword('default')), frame)
}

function givenBy(keyword: Expr | undefined): Expr | undefined {
  return Array.isArray(keyword) ? (keyword[2] as Expr) : undefined
}

function variable(name: string, limit: Expr | undefined, missing: Expr | undefined, frame: Frame): TypeVariable {
  const bound = limit === undefined ? undefined : () => plain(typeFrom(limit, frame))
  const absent = missing ?? limit
  return {
    kind: 'variable',
    name,
    bound,
    missing: absent === undefined ? undefined : () => plain(typeFrom(absent, frame)),
  }
}

function plain(type: Type | undefined): Type | undefined {
  return type?.kind === 'special' ? undefined : type?.kind === 'tuple' ? union(type.items) : type
}

/** A class's type variables in their order, those of `Generic[…]`, of its bases or in its brackets: what they are inside the class. */
export const variablesOf: (entity: ClassEntity) => readonly TypeVariable[] = once(variablesIn, () => [])

function variablesIn(entity: ClassEntity): readonly TypeVariable[] {
  const { summary, around } = entity
  const frame = headerFrame(around, summary.typeParameters, entity)
  const all = summary.typeParameters
    ? Object.keys(summary.typeParameters).flatMap(name => named(name, frame))
    : fromBases(summary.bases ?? [], frame)
  return [...new Map(all.map(each => [each.name, each])).values()]
}

function fromBases(bases: readonly Expr[], frame: Frame): readonly TypeVariable[] {
  const generic = bases.filter(base => typeof base !== 'string' && base[0] === '[]')
  const listed = generic.find(base =>
    /(^|\.)(Generic|Protocol)$/.test(qualifiedName(symbolOf(base[1] as Expr, frame)) ?? ''),
  )
  const among = listed ? [listed] : generic
  return among.flatMap(base => (base as readonly Expr[]).slice(2).flatMap(each => variablesNamedIn(each, frame)))
}

function variablesNamedIn(expr: Expr, frame: Frame): TypeVariable[] {
  if (typeof expr === 'string' || expr[0] === '.') return named(expr, frame)
  return expr
    .slice(1)
    .flatMap(part => (Array.isArray(part) || typeof part === 'string' ? variablesNamedIn(part as Expr, frame) : []))
}

function named(expr: Expr, frame: Frame): TypeVariable[] {
  const symbol = symbolOf(expr, frame)
  const found = symbol && variableOf(symbol)
  if (found === 'other') return [{ kind: 'variable', name: qualifiedName(symbol) ?? '' }]
  return found ? [found] : []
}

/** What the type variables of a class stand for, given its type arguments; those not given have their default or bound. */
export function argumentMap(entity: ClassEntity, args: readonly (Type | undefined)[]): TypeMap {
  const variables = variablesOf(entity)
  if (variables.length === 0) return NO_VARIABLES
  return new Map(
    variables.map(({ name, missing }, index) => [name, index < args.length ? args[index] : missing?.()] as const),
  )
}

const NO_VARIABLES: TypeMap = new Map()

/** What a type variable is at least. */
export function boundOf({ bound, missing }: TypeVariable): Type | undefined {
  return bound?.() ?? missing?.()
}
