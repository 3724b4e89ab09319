import type { Bound, Declaration } from '../summary/summary.ts'
import type { ClassEntity, FunctionEntity, ModuleEntity } from './entities.ts'
import type { Fact } from './facts.ts'
import type { Type } from './type.ts'

/** A scope in which names are looked up, of a file or of the summary of one. */
export interface Frame {
  readonly kind: 'module' | 'class' | 'function' | 'comprehension' | 'type-parameters'
  readonly module: ModuleEntity
  readonly parent: Frame | undefined
  readonly bound: readonly Bound[]
  /** The function whose code it is, or is in. */
  readonly function: FunctionEntity | undefined
  /** The class whose body it is, or is in. */
  readonly owner: ClassEntity | undefined
  /** What is certain of a dotted name at the place that is asked about; `declared` is what it is anywhere. */
  readonly fact?: (name: string, declared: () => Type | undefined) => Fact | undefined
}

/** What a name is bound to among some declarations; a text such as `constructor` is no name unless it is declared. */
export function declarationsFor(name: string, bounds: readonly Bound[]): readonly Declaration[] {
  let found: readonly Declaration[] = []
  for (const bound of bounds) {
    const own = Object.hasOwn(bound, name) ? (bound[name] ?? []) : []
    if (own.length > 0) found = found.length > 0 ? [...found, ...own] : own
  }
  return found
}

const modules = new WeakMap<object, Frame>()
const inner = new WeakMap<object, Frame>()

export function moduleFrame(module: ModuleEntity): Frame {
  const names = module.summary?.names ?? {}
  const known = modules.get(names)
  if (known) return known
  const frame: Frame = {
    kind: 'module',
    module,
    parent: undefined,
    bound: [names],
    function: undefined,
    owner: undefined,
  }
  modules.set(names, frame)
  return frame
}

/** The scope of a function's own code. */
export function functionFrame(entity: FunctionEntity): Frame {
  const known = inner.get(entity)
  if (known) return known
  const { summary, module } = entity
  const parameters = Object.create(null) as Record<string, Declaration[]>
  for (const parameter of summary.parameters) parameters[parameter.name] = [parameter]
  const frame: Frame = {
    kind: 'function',
    module,
    parent: headerFrame(entity.around, summary.typeParameters, entity),
    // Read when asked: the locals of a file at hand are many.
    get bound() {
      return [parameters, summary.locals ?? {}]
    },
    function: entity,
    owner: entity.around.owner,
  }
  inner.set(entity, frame)
  return frame
}

/** The scope of a class's body. */
export function classFrame(entity: ClassEntity): Frame {
  const known = inner.get(entity)
  if (known) return known
  const { summary, module, around } = entity
  const frame: Frame = {
    kind: 'class',
    module,
    parent: headerFrame(around, summary.typeParameters, entity),
    get bound() {
      return [summary.members]
    },
    function: around.function,
    owner: entity,
  }
  inner.set(entity, frame)
  return frame
}

const headers = new WeakMap<object, Frame>()

/** The scope in which a definition's annotations and bases are read: it knows its type parameters (PEP 695). */
export function headerFrame(around: Frame, typeParameters: Bound | undefined, of: object): Frame {
  if (!typeParameters) return around
  const known = headers.get(of)
  if (known) return known
  const frame: Frame = { ...around, kind: 'type-parameters', parent: around, bound: [typeParameters] }
  headers.set(of, frame)
  return frame
}

/** The scope inside a comprehension or lambda. */
export function innerFrame(around: Frame, bound: Bound, of: object): Frame {
  const known = inner.get(of)
  if (known) return known
  // What is certain of a name outside says nothing of one that is bound here.
  const { fact: _, ...rest } = around
  const frame: Frame = { ...rest, kind: 'comprehension', parent: around, bound: [bound] }
  inner.set(of, frame)
  return frame
}
