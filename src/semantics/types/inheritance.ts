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
  const noted = owner as { [ASSIGNMENTS]?: Map<string, Member['assigned']> }
  noted[ASSIGNMENTS] ??= new Map()
  const found = noted[ASSIGNMENTS].get(name) ?? assignmentsTo(name, owner)
  noted[ASSIGNMENTS].set(name, found)
  return found
}

/** Kept with the class itself: weak maps of that size cost the garbage collector dearly. */
const ASSIGNMENTS: unique symbol = Symbol('assignments')
const NOTHING: Member['assigned'] = []

function assignmentsTo(name: string, owner: ClassEntity): Member['assigned'] {
  // Methods of stubs have no code.
  if (owner.module.isStub) return NOTHING
  const { members } = owner.summary
  const methods = owner.summary.methodsSetting?.(name) ?? Object.keys(members)
  if (methods.length === 0) return NOTHING
  const frame = classFrame(owner)
  return methods
    .flatMap(method => members[method] ?? [])
    .flatMap(declaration => {
      const variables = declaration.kind === 'function' ? (declaration.sets?.[name] ?? []) : []
      if (declaration.kind !== 'function' || variables.length === 0) return []
      const inner = functionFrame(functionEntity(declaration, frame))
      return variables.map(variable => ({ variable, frame: inner }))
    })
}

/** Whether the module of a class sets an attribute of this name on objects that it does not name `self`. */
export function isReplaced(name: string, { module }: ClassEntity): boolean {
  return module.summary?.setsAnyAttribute === true || (module.summary?.replaced?.includes(name) ?? false)
}
