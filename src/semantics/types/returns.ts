import type { Expr } from '../summary/summary.ts'
import { selfType, typeFrom } from './annotations.ts'
import { classesInOrder } from './classes.ts'
import { decoratorNames } from './decorator-names.ts'
import { type FunctionEntity, functionEntity } from './entities.ts'
import { typeOf } from './evaluate.ts'
import { classFrame, declarationsFor, functionFrame, headerFrame } from './frames.ts'
import { recall } from './recall.ts'
import { standard } from './standard.ts'
import { substitute } from './substitution.ts'
import { NONE, type Type, union } from './type.ts'
import { argumentMap } from './variables.ts'

/** What the answer is kept with, which is kept with the function itself. */
const KEY: unique symbol = Symbol('what it returns')

/** What running a function gives: as it declares, else what its `return` statements do; of a generator the generator. */
export function returned(entity: FunctionEntity): Type | undefined {
  const noted = entity as { [KEY]?: object }
  noted[KEY] ??= {}
  return recall(noted[KEY], () => find(entity))
}

function find(entity: FunctionEntity): Type | undefined {
  const { summary, module, around } = entity
  if (summary.returns !== undefined) {
    // `def __enter__(self: T) -> T` gives the object itself, whether T can be found or not.
    const [self] = summary.parameters
    if (entity.owner && self?.type !== undefined && JSON.stringify(self.type) === JSON.stringify(summary.returns)) {
      return selfType(headerFrame(around, summary.typeParameters, entity))
    }
    const declared = typeFrom(summary.returns, headerFrame(around, summary.typeParameters, entity))
    return declared?.kind === 'special' ? undefined : declared
  }
  if (module.isStub || isAbstract(entity)) return inheritedReturn(entity)
  const frame = functionFrame(entity)
  if (summary.isGenerator) {
    const item = union((summary.yields ?? []).map(each => typeOf(each, frame)))
    return standard('typing', summary.isAsync ? 'AsyncGenerator' : 'Generator', frame, [item, undefined, undefined])
  }
  if (summary.isStub) return inheritedReturn(entity)
  const given = (summary.gives ?? []).map(each => (isNone(each) ? NONE : typeOf(each, frame)))
  return union(given) ?? inheritedReturn(entity)
}

function isNone(expr: Expr): boolean {
  return Array.isArray(expr) && expr[0] === 'none'
}

export function isAbstract(entity: FunctionEntity): boolean {
  return decoratorNames(entity).some(name => name?.startsWith('abc.abstract') ?? false)
}

/** What the method of the same name in a base class declares. */
function inheritedReturn({ owner, summary }: FunctionEntity): Type | undefined {
  for (const base of owner ? classesInOrder(owner).slice(1) : []) {
    if (!base) return undefined
    const method = declarationsFor(summary.name, [base.of.summary.members]).find(each => each.kind === 'function')
    if (!method) continue
    const entity = functionEntity(method, classFrame(base.of))
    if (method.returns === undefined || !method.isAsync !== !summary.isAsync) return undefined
    return substitute(returned(entity), argumentMap(base.of, base.args))
  }
  return undefined
}
