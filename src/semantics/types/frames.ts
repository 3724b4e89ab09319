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
  /** Whether a name may be bound here, where that is known without reading all that is. */
  mayBind?(name: string): boolean
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

/** Kept with what the scope is of: weak maps of that size cost the garbage collector dearly. */
const FRAME: unique symbol = Symbol('frame')

interface Framed {
  [FRAME]?: Frame
}

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
  const noted = entity as Framed
  if (noted[FRAME]) return noted[FRAME]
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
    mayBind: name => name in parameters || (summary.mayBind?.(name) ?? true),
    function: entity,
    owner: entity.around.owner,
  }
  noted[FRAME] = frame
  return frame
}

/** The scope of a class's body. */
export function classFrame(entity: ClassEntity): Frame {
  const noted = entity as Framed
  if (noted[FRAME]) return noted[FRAME]
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
  noted[FRAME] = frame
  return frame
}

const headers = new WeakMap<object, Frame>()

/** The scope in which a definition's annotations and bases are read: it knows its type parameters (PEP 695). */
export function headerFrame(around: Frame, typeParameters: Bound | undefined, of: object): Frame {
  if (!typeParameters) return around
  const known = headers.get(of)
  if (known) return known
  const { module, function: owning, owner, fact } = around
  const bound = [typeParameters]
  const own: Frame = { kind: 'type-parameters', module, parent: around, bound, function: owning, owner }
  const frame = fact ? withFact(own, fact) : own
  headers.set(of, frame)
  return frame
}

/** A scope as a place in it sees it. Its names are read when they are asked for. */
class SeenFrame implements Frame {
  readonly kind: Frame['kind']
  readonly module: ModuleEntity
  readonly parent: Frame | undefined
  readonly function: FunctionEntity | undefined
  readonly owner: ClassEntity | undefined
  readonly fact: NonNullable<Frame['fact']>
  readonly of: Frame

  constructor(of: Frame, fact: NonNullable<Frame['fact']>) {
    this.kind = of.kind
    this.module = of.module
    this.parent = of.parent
    this.function = of.function
    this.owner = of.owner
    this.fact = fact
    this.of = of
  }

  get bound(): readonly Bound[] {
    return this.of.bound
  }

  mayBind(name: string): boolean {
    return this.of.mayBind?.(name) ?? true
  }
}

export function withFact(frame: Frame, fact: NonNullable<Frame['fact']>): Frame {
  return new SeenFrame(frame, fact)
}

export function withoutFact(frame: Frame): Frame {
  return frame instanceof SeenFrame ? frame.of : frame
}

/** The scope inside a comprehension or lambda. */
export function innerFrame(around: Frame, bound: Bound, of: object): Frame {
  const noted: Framed = of
  if (noted[FRAME]) return noted[FRAME]
  // What is certain of a name outside says nothing of one that is bound here.
  const { module, function: owning, owner } = around
  const frame: Frame = { kind: 'comprehension', module, parent: around, bound: [bound], function: owning, owner }
  noted[FRAME] = frame
  return frame
}
