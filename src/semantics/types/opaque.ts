import { once } from '../../grounds.ts'
import type { Expr } from '../summary/summary.ts'
import { typeFrom } from './annotations.ts'
import { resultOfCall } from './calls.ts'
import type { ClassEntity } from './entities.ts'
import { typeOf } from './evaluate.ts'
import { qualifiedName, symbolOf } from './symbols.ts'
import { classType, type Type } from './type.ts'

/** Decorators that leave the methods of a class as they are. */
const NEUTRAL: ReadonlySet<string> = new Set(
  `attr.attributes attr.attrs attr.dataclass attr.define attr.frozen attr.s attrs.define attrs.frozen attrs.mutable
  dataclasses.dataclass enum.unique functools.total_ordering typing.dataclass_transform typing.final
  typing.runtime_checkable typing_extensions.dataclass_transform typing_extensions.final
  typing_extensions.runtime_checkable warnings.deprecated`.split(/\s+/),
)

/** Whether a class may be other than its body says: by a decorator, a metaclass, or attributes that it sets by any name. */
export const isOpaque: (entity: ClassEntity) => boolean = once(mayBeOther, () => false)

function mayBeOther(entity: ClassEntity): boolean {
  const { summary, module, around } = entity
  if (module.isStub) return false
  return (
    summary.isOpen === true ||
    Object.hasOwn(summary.members, '__getattribute__') ||
    (summary.metaclass !== undefined && typeFrom(summary.metaclass, around)?.kind !== 'instance') ||
    !(summary.decorators ?? []).every(decorator => isKept(decorator, entity))
  )
}

/** Whether a decorator gives the class that it is given. */
function isKept(decorator: Expr, entity: ClassEntity): boolean {
  const callee = typeof decorator !== 'string' && decorator[0] === '()' ? decorator[1] : decorator
  const name = qualifiedName(symbolOf(callee, entity.around)) ?? ''
  if (NEUTRAL.has(name) || name.startsWith('pytest.mark.')) return true
  const type = typeOf(decorator, entity.around)
  const own = classType(entity)
  const given = { positional: () => [own], keywords: () => [], hasSplat: false }
  const result = resultOfCall(type, given)
  return (result?.kind === 'class' && result.of.id === entity.id) || givesFirst(type)
}

/** Whether all that a function gives is its first parameter, or, of a method, the one after it. */
function givesFirst(type: Type | undefined): boolean {
  if (type?.kind !== 'function' || type.functions.length !== 1) return false
  const { gives = [], parameters } = type.functions[0]?.summary ?? { parameters: [] }
  const parameter = parameters[type.receiver ? 1 : 0]
  return gives.length > 0 && gives.every(each => each === parameter?.name)
}
