import { once } from '../../grounds.ts'
import { classNamesIn } from '../summary/class-names.ts'
import { classesInOrder } from './classes.ts'
import { typeOfFound } from './declarations.ts'
import { type ClassEntity, classEntity, type FunctionEntity, type ModuleEntity } from './entities.ts'
import { classFrame, type Frame, moduleFrame } from './frames.ts'
import { firstMember, type Member } from './inheritance.ts'
import { returned } from './returns.ts'

/** Whether the classes of a class's module that inherit from it, or may, give a method of the same colour. */
export function agreesWithHeirs(entity: ClassEntity, name: string, member: Member): boolean {
  const own = colourOf(member)
  if (own === undefined) return true
  const { certain, possible } = heirsOf(entity)
  return (
    certain.every(heir => colourOf(firstMember(classesInOrder(heir), name)) === own) &&
    possible.every(({ summary, around }) => {
      if (!Object.hasOwn(summary.members, name)) return true
      return colourOf(firstMember([{ of: classEntity(summary, around), args: [] }], name)) === own
    })
  )
}

/** Whether a class of some modules inherits from another, or may, and defines a method that is not of the same colour. */
export function isRedefinedIn(modules: readonly ModuleEntity[], entity: ClassEntity, name: string): boolean {
  const definedBy = (of: ClassEntity) => colourOf(firstMember([{ of, args: [] }], name))
  const own = definedBy(entity)
  return modules
    .flatMap(module => classesBelow(moduleFrame(module)))
    .filter(each => Object.hasOwn(each.summary.members, name) && mayInherit(each, entity))
    .some(each => definedBy(each) !== own)
}

function mayInherit(heir: ClassEntity, { id }: ClassEntity): boolean {
  return classesInOrder(heir)
    .slice(1)
    .some(each => !each || each.of.id === id)
}

/** Whether what comes after a class is of the same colour in the orders of its heirs, where `super()` may lead elsewhere. */
export function agreesAfter(after: ClassEntity, name: string, member: Member): boolean {
  const own = colourOf(member)
  return heirsOf(after).certain.every(heir => {
    const order = classesInOrder(heir)
    return colourOf(firstMember(order.slice(order.findIndex(each => each?.of.id === after.id) + 1), name)) === own
  })
}

/** What kind of callable a member certainly is; undefined for a variable, `unclear` for what may be several. */
export function colourOf(member: Member | undefined): string | undefined {
  if (!member) return 'unclear'
  const { declarations, of } = member
  if (!declarations.some(({ kind }) => kind === 'function')) return undefined
  const type = typeOfFound({ declarations, frame: classFrame(of) })
  if (type?.kind !== 'function' || type.doubt !== undefined) return 'unclear'
  const isCoroutine = type.functions.some(each => isCoroutineFunction(each))
  return `${isCoroutine} ${type.functions.some(({ summary }) => summary.isGenerator)} ${type.isProperty} ${type.manager}`
}

/** An `async def`, or a plain function that declares to return a coroutine. */
function isCoroutineFunction(entity: FunctionEntity): boolean {
  const { summary } = entity
  if (summary.isAsync) return !summary.isGenerator
  return summary.returns !== undefined && returned(entity)?.kind === 'coroutine'
}

interface Heirs {
  readonly certain: readonly ClassEntity[]
  /** With a base that is not known, which may be any class. */
  readonly possible: readonly ClassEntity[]
}

interface Families {
  readonly of: ReadonlyMap<string, Heirs>
  /** What may inherit from any class. */
  readonly possible: readonly ClassEntity[]
}

function heirsOf(entity: ClassEntity): Heirs {
  const { of, possible } = familiesIn(entity.module)
  return of.get(entity.id) ?? { certain: [], possible: possible.filter(({ id }) => id !== entity.id) }
}

const familiesIn: (module: ModuleEntity) => Families = once(indexed, () => ({ of: new Map(), possible: [] }))

function indexed(module: ModuleEntity): Families {
  const all = classesBelow(moduleFrame(module)).map(each => ({ each, order: classesInOrder(each) }))
  const possible = all.filter(({ order }) => order.includes(undefined)).map(({ each }) => each)
  const certain = new Map<string, ClassEntity[]>()
  for (const { each, order } of all) {
    for (const ancestor of order.slice(1)) {
      if (ancestor) certain.set(ancestor.of.id, [...(certain.get(ancestor.of.id) ?? []), each])
    }
  }
  const of = new Map(
    [...certain].map(
      ([id, found]) =>
        [id, { certain: found, possible: possible.filter(each => each.id !== id && !found.includes(each)) }] as const,
    ),
  )
  return { of, possible }
}

/** The classes of a module or class, and those inside them. */
function classesBelow(frame: Frame): ClassEntity[] {
  return frame.bound.flatMap(bound =>
    classNamesIn(bound).flatMap(name =>
      (bound[name] ?? []).flatMap(each => {
        if (each.kind !== 'class') return []
        const entity = classEntity(each, frame)
        return [entity, ...classesBelow(classFrame(entity))]
      }),
    ),
  )
}
