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
  const frame = classFrame(owner)
  return Object.values(owner.summary.members).flatMap(declarations =>
    declarations.flatMap(each => {
      const sets = each.kind === 'function' && each.sets && Object.hasOwn(each.sets, name) ? each.sets[name] : undefined
      if (!sets || each.kind !== 'function') return []
      const inner = functionFrame(functionEntity(each, frame))
      return sets.map(variable => ({ variable, frame: inner }))
    }),
  )
}

/** Whether the module of a class sets an attribute of this name on objects that it does not name `self`. */
export function isReplaced(name: string, { module }: ClassEntity): boolean {
  return module.summary?.replaced?.includes(name) ?? false
}
