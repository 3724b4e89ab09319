import { once } from '../../grounds.ts'
import { mergeOrders } from '../linearization.ts'
import type { Expr } from '../summary/summary.ts'
import { typeFrom } from './annotations.ts'
import type { ClassEntity } from './entities.ts'
import { headerFrame } from './frames.ts'
import { substitute } from './substitution.ts'
import { qualifiedName, symbolOf } from './symbols.ts'
import type { Type } from './type.ts'
import { argumentMap, variablesOf } from './variables.ts'

/** A class in the method resolution order of another, with the type arguments that it has there; undefined for one that is not known. */
export type Ancestor = { readonly of: ClassEntity; readonly args: readonly (Type | undefined)[] } | undefined

/** Bases that bring no methods a program would call. */
const NEUTRAL_BASES: ReadonlySet<string | undefined> = new Set([
  'builtins.object',
  'typing.Generic',
  'typing.Protocol',
  'typing_extensions.Generic',
  'typing_extensions.Protocol',
])

/** Method resolution order, the class itself first: C3, as in https://docs.python.org/3/howto/mro.html. */
export const classesInOrder: (entity: ClassEntity) => readonly Ancestor[] = once(
  inOrder,
  // Of a class that inherits from itself.
  entity => [{ of: entity, args: variablesOf(entity) }, undefined],
)

function inOrder(entity: ClassEntity): readonly Ancestor[] {
  const self = { of: entity, args: variablesOf(entity) }
  const bases = (entity.summary.bases ?? []).flatMap(base => baseOf(base, entity))
  const inherited = bases.map((base): readonly Ancestor[] => {
    if (!base) return [undefined]
    const map = argumentMap(base.of, base.args)
    return classesInOrder(base.of).map(
      each => each && { of: each.of, args: each.args.map(arg => substitute(arg, map)) },
    )
  })
  return [self, ...mergeOrders([...inherited, bases], each => each?.of.id)]
}

function baseOf(base: Expr, entity: ClassEntity): Ancestor[] {
  const frame = headerFrame(entity.around, entity.summary.typeParameters, entity)
  const generic = typeof base !== 'string' && base[0] === '[]' ? base[1] : base
  if (NEUTRAL_BASES.has(qualifiedName(symbolOf(generic, frame)))) return []
  const type = typeFrom(base, frame, 'base')
  return [type?.kind === 'instance' && type.of.id !== entity.id ? { of: type.of, args: type.args } : undefined]
}

/** Whether a class is a protocol. https://typing.python.org/en/latest/spec/protocol.html */
export function isProtocol({ summary, around }: ClassEntity): boolean {
  return (summary.bases ?? []).some(base => {
    const generic = typeof base !== 'string' && base[0] === '[]' ? base[1] : base
    return /^typing(_extensions)?\.Protocol$/.test(qualifiedName(symbolOf(generic, around)) ?? '')
  })
}

/** Whether a class is, or certainly inherits from, the one with a qualified name. */
export function isA(entity: ClassEntity, name: string): boolean {
  return classesInOrder(entity).some(each => each?.of.name === name)
}
