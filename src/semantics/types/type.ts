import type { Expr, Parameter } from '../summary/summary.ts'
import type { ClassEntity, FunctionEntity, ModuleEntity } from './entities.ts'
import type { Frame } from './frames.ts'

/** What is known of a value; undefined means that it may be anything. */
export type Type =
  | Instance
  | ClassType
  | FunctionType
  | CoroutineType
  | CallableType
  | UnionType
  | { readonly kind: 'tuple'; readonly items: readonly (Type | undefined)[] }
  | TypeVariable
  | { readonly kind: 'type-of'; readonly of: Type }
  | { readonly kind: 'module'; readonly module: ModuleEntity }
  | { readonly kind: 'super'; readonly after: ClassEntity; readonly self: Instance | ClassType }
  | { readonly kind: 'none' }
  /** `Any`, `NoReturn` and other forms that say nothing of a value. */
  | { readonly kind: 'special'; readonly name: string }
  /** A member of a module that is not found, by its dotted name; `made` for an object that the tables know as one of its class. */
  | { readonly kind: 'external'; readonly name: string; readonly made?: true }

/** An object of a class. `literal` is its value where it is one; `literals` are those that `Literal[…]` allows. */
export interface Instance {
  readonly kind: 'instance'
  readonly of: ClassEntity
  readonly args: readonly (Type | undefined)[]
  readonly literal?: string
  readonly literals?: readonly string[]
  /** Made by a call in sight: of this class and no subclass. */
  readonly isExact?: true
}

/** A type variable, by its qualified name; `Self` is one. `missing` is what it stands for where no argument says it. */
export interface TypeVariable {
  readonly kind: 'variable'
  readonly name: string
  readonly bound?: (() => Type | undefined) | undefined
  readonly missing?: (() => Type | undefined) | undefined
}

export interface ClassType {
  readonly kind: 'class'
  readonly of: ClassEntity
  readonly args: readonly (Type | undefined)[]
}

/** One function, or the overloads of one. */
export interface FunctionType {
  readonly kind: 'function'
  readonly functions: readonly FunctionEntity[]
  readonly receiver?: Type | undefined
  /** Taken from the class itself: the receiver is the first argument. */
  readonly isUnbound?: true
  readonly isProperty?: true
  /** What `contextlib` makes of it. */
  readonly manager?: 'sync' | 'async'
  /** What the type variables of its class stand for. */
  readonly map?: TypeMap | undefined
  /** Why it may be something else, as the end of a sentence. */
  readonly doubt?: string | undefined
}

export interface CoroutineType {
  readonly kind: 'coroutine'
  /** `awaitable` is declared as one, and may have begun already. */
  readonly how: 'coroutine' | 'awaitable'
  readonly gives: Type | undefined
  readonly doubt?: string | undefined
}

/** Something that can be called: `Callable[[A], R]`, a lambda, a partial. */
export interface CallableType {
  readonly kind: 'callable'
  readonly parameters?: readonly (Type | undefined)[] | undefined
  readonly gives?: Type | undefined
  /** A lambda: its body gives the result. */
  readonly body?: { readonly expr: Expr; readonly frame: Frame; readonly parameters: readonly Parameter[] }
}

export interface UnionType {
  readonly kind: 'union'
  readonly members: readonly Type[]
  /** Some members are not known. */
  readonly isPartial: boolean
}

export type TypeMap = ReadonlyMap<string, Type | undefined>

export const NONE: Type = { kind: 'none' }

export function instance(of: ClassEntity, args: readonly (Type | undefined)[] = []): Instance {
  return { kind: 'instance', of, args }
}

export function classType(of: ClassEntity, args: readonly (Type | undefined)[] = []): ClassType {
  return { kind: 'class', of, args }
}

/** Most alternatives that are kept apart; more are not known. */
const LARGEST_UNION = 16

/** One of several types; undefined among them makes the answer partial. */
export function union(types: readonly (Type | undefined)[]): Type | undefined {
  const members = new Map<string, Type>()
  let isPartial = false
  const add = (type: Type | undefined) => {
    if (!type) isPartial = true
    else if (type.kind === 'union') {
      type.members.forEach(add)
      if (type.isPartial) isPartial = true
    } else {
      const key = keyOf(type)
      // Of two that only differ in a doubt the doubtful one stands for both.
      if (!members.has(key) || (type.kind === 'coroutine' && type.doubt)) members.set(key, type)
    }
  }
  types.forEach(add)
  const all = [...members.values()]
  if (all.length === 0 || all.length > LARGEST_UNION) return undefined
  return all.length === 1 && !isPartial ? all[0] : { kind: 'union', members: all, isPartial }
}

/** The alternatives of a type, undefined for what is not known among them. */
export function membersOf(type: Type | undefined): readonly (Type | undefined)[] {
  if (type?.kind !== 'union') return [type]
  return type.isPartial ? [...type.members, undefined] : type.members
}

/** The type without `None` among its alternatives. */
export function withoutNone(type: Type | undefined): Type | undefined {
  if (type?.kind === 'none') return undefined
  return type?.kind === 'union' ? union(membersOf(type).filter(member => member?.kind !== 'none')) : type
}

/** Applies a question to each alternative but `None`, of which no attribute is used. */
export function overMembers(type: Type | undefined, ask: (member: Type) => Type | undefined): Type | undefined {
  if (type?.kind !== 'union') return type && ask(type)
  const members = type.members.filter(({ kind }) => kind !== 'none').map(ask)
  return members.length === 0 ? undefined : union(type.isPartial ? [...members, undefined] : members)
}

const DEEPEST_KEY = 4
const ids = new WeakMap<object, number>()
let lastId = 0

function idOf(object: object): number {
  const id = ids.get(object) ?? ++lastId
  ids.set(object, id)
  return id
}

/** A text that is the same for types that are the same. */
export function keyOf(type: Type | undefined, depth = 0): string {
  if (!type) return '?'
  if (depth > DEEPEST_KEY) return '…'
  const all = (types: readonly (Type | undefined)[]) => types.map(each => keyOf(each, depth + 1)).join()
  switch (type.kind) {
    case 'instance':
      return `i${type.of.id}${type.literals ? `=${type.literals}` : ''}[${all(type.args)}]`
    case 'class':
      return `c${type.of.id}[${all(type.args)}]`
    case 'function':
      return `f${type.functions.map(({ id }) => id)}@${keyOf(type.receiver, depth + 1)}`
    case 'coroutine':
      return `${type.how} ${keyOf(type.gives, depth + 1)}`
    case 'tuple':
      return `(${all(type.items)})`
    case 'union':
      return all(type.members)
    case 'variable':
      return `T${type.name}`
    case 'type-of':
      return `t${keyOf(type.of, depth + 1)}`
    case 'module':
      return `m${type.module.path}`
    case 'external':
      return `e${type.made} ${type.name}`
    case 'none':
      return 'None'
    case 'special':
      return type.name
    default:
      return `${type.kind}${idOf(type)}`
  }
}
