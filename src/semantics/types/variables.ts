import type { Expr } from '../summary/summary.ts'
import { typeFrom } from './annotations.ts'
import type { ClassEntity } from './entities.ts'
import { type Frame, headerFrame } from './frames.ts'
import { qualifiedName, type Sym, symbolOf } from './symbols.ts'
import { type Type, type TypeMap, union } from './type.ts'

/** A type variable: what `T = TypeVar('T')` or a type parameter declares. */
type Variable = Extract<Type, { kind: 'variable' }>

const MAKERS: readonly (string | undefined)[] = ['typing.TypeVar', 'typing_extensions.TypeVar']
/** Kinds of variables that stand for parameter lists: what is said with them is not followed. */
const OTHERS: readonly (string | undefined)[] = ['ParamSpec', 'TypeVarTuple'].flatMap(name => [
  `typing.${name}`,
  `typing_extensions.${name}`,
])

const defaults = new Map<string, () => Type | undefined>()

/** The type variable that a symbol is, if it is one; `other` for a `ParamSpec` or `TypeVarTuple`. */
export function variableOf(symbol: Sym): Variable | 'other' | undefined {
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

function variable(name: string, limit: Expr | undefined, missing: Expr | undefined, frame: Frame): Variable {
  const bound = limit === undefined ? undefined : () => plain(typeFrom(limit, frame))
  const absent = missing ?? limit
  if (absent !== undefined) defaults.set(name, () => plain(typeFrom(absent, frame)))
  return { kind: 'variable', name, bound }
}

function plain(type: Type | undefined): Type | undefined {
  return type?.kind === 'special' ? undefined : type?.kind === 'tuple' ? union(type.items) : type
}

const known = new WeakMap<ClassEntity, readonly string[]>()

/** The names of a class's type variables, in their order: those of `Generic[…]`, of its bases or in its brackets. */
export function variablesOf(entity: ClassEntity): readonly string[] {
  const found = known.get(entity)
  if (found) return found
  known.set(entity, [])
  const { summary, around } = entity
  const frame = headerFrame(around, summary.typeParameters, entity)
  const names = summary.typeParameters
    ? Object.keys(summary.typeParameters).flatMap(name => nameOf(name, frame))
    : fromBases(summary.bases ?? [], frame)
  known.set(entity, names)
  return names
}

function fromBases(bases: readonly Expr[], frame: Frame): readonly string[] {
  const generic = bases.filter(base => typeof base !== 'string' && base[0] === '[]')
  const listed = generic.find(base =>
    /(^|\.)(Generic|Protocol)$/.test(qualifiedName(symbolOf(base[1] as Expr, frame)) ?? ''),
  )
  const among = listed ? [listed] : generic
  return [...new Set(among.flatMap(base => (base as readonly Expr[]).slice(2).flatMap(each => namesIn(each, frame))))]
}

function namesIn(expr: Expr, frame: Frame): string[] {
  if (typeof expr === 'string' || expr[0] === '.') return nameOf(expr, frame)
  return expr
    .slice(1)
    .flatMap(part => (Array.isArray(part) || typeof part === 'string' ? namesIn(part as Expr, frame) : []))
}

function nameOf(expr: Expr, frame: Frame): string[] {
  const symbol = symbolOf(expr, frame)
  const found = symbol && variableOf(symbol)
  if (found === 'other') return [qualifiedName(symbol) ?? '']
  return found ? [found.name] : []
}

/** A class's type variables as types: what they are inside the class itself. */
export function ownVariables(entity: ClassEntity): readonly Type[] {
  return variablesOf(entity).map(name => ({ kind: 'variable', name }))
}

/** What the type variables of a class stand for, given its type arguments; those not given have their default or bound. */
export function argumentMap(entity: ClassEntity, args: readonly (Type | undefined)[]): TypeMap {
  return new Map(
    variablesOf(entity).map(
      (name, index) => [name, index < args.length ? args[index] : defaults.get(name)?.()] as const,
    ),
  )
}

/** What a type variable is at least. */
export function boundOf({ name, bound }: Variable): Type | undefined {
  return bound?.() ?? defaults.get(name)?.()
}
