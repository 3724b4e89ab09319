import type { Declaration, Variable } from '../summary/summary.ts'
import type { Ancestor } from './classes.ts'
import { type ClassEntity, functionEntity } from './entities.ts'
import { classFrame, declarationsFor, type Frame, functionFrame } from './frames.ts'
import { isOpaque } from './opaque.ts'
import type { Type } from './type.ts'

/** A name in a class: what its body declares, and what its methods assign to it. */
export interface Member {
  readonly of: ClassEntity
  readonly args: readonly (Type | undefined)[]
  readonly declarations: readonly Declaration[]
  readonly assigned: readonly { readonly variable: Variable; readonly frame: Frame }[]
}

/** The member that comes first in an order; undefined where there is none, or where a class before it is not known. */
export function firstMember(order: readonly Ancestor[], name: string): Member | undefined {
  for (const ancestor of order) {
    if (!ancestor || isOpaque(ancestor.of)) return undefined
    const declarations = declarationsFor(name, [ancestor.of.summary.members])
    const assigned = assignmentsIn(ancestor.of, name)
    if (declarations.length > 0 || assigned.length > 0) return { ...ancestor, declarations, assigned }
  }
  return undefined
}

/** What the methods of a class assign to an attribute of their first parameter. */
export function assignmentsIn(owner: ClassEntity, name: string): Member['assigned'] {
  const index = assignments.get(owner) ?? new Map<string, Member['assigned']>()
  assignments.set(owner, index)
  const known = index.get(name)
  if (known) return known
  const { members } = owner.summary
  const methods = owner.summary.methodsSetting?.(name)
  if (!methods) {
    assignments.set(owner, indexed(owner, Object.values(members).flat()))
    return assignments.get(owner)?.get(name) ?? NOTHING
  }
  const found =
    indexed(
      owner,
      methods.flatMap(method => members[method] ?? []),
    ).get(name) ?? NOTHING
  index.set(name, found)
  return found
}

const assignments = new WeakMap<ClassEntity, Map<string, Member['assigned']>>()
const NOTHING: Member['assigned'] = []

function indexed(owner: ClassEntity, among: readonly Declaration[]): Map<string, Member['assigned']> {
  const frame = classFrame(owner)
  const index = new Map<string, Member['assigned']>()
  for (const declaration of among) {
    if (declaration.kind !== 'function' || !declaration.sets) continue
    const inner = functionFrame(functionEntity(declaration, frame))
    for (const [name, variables] of Object.entries(declaration.sets)) {
      index.set(name, [...(index.get(name) ?? []), ...variables.map(variable => ({ variable, frame: inner }))])
    }
  }
  return index
}

/** Whether the module of a class sets an attribute of this name on objects that it does not name `self`. */
export function isReplaced(name: string, { module }: ClassEntity): boolean {
  return module.summary?.setsAnyAttribute === true || (module.summary?.replaced?.includes(name) ?? false)
}
