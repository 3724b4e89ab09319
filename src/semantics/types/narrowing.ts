import { argumentsOf, field, is, type Node, unwrap } from '../../syntax/node.ts'
import { decisionAfter, decisionsAround } from '../decisions.ts'
import { oncePerFile } from '../memory.ts'
import { exprOf } from '../summary/expressions.ts'
import { classesInOrder } from './classes.ts'
import { typeOf } from './evaluate.ts'
import type { Fact } from './facts.ts'
import type { Frame } from './frames.ts'
import { instance, membersOf, type Type, union } from './type.ts'

/** The names that the file asks `isinstance` of: of others no test says anything, and most names are others. */
export const testedNames = oncePerFile(
  ({ tree }): ReadonlySet<string | undefined> =>
    new Set([...tree.source.matchAll(/\bisinstance\s*\(\s*([\w.]+)\s*,/g)].map(([, name]) => name)),
)

/** `isinstance(name, classes)`, or that it does not hold. */
interface Test {
  readonly name: string
  readonly classes: Node
  readonly holds: boolean
}

/** What the tests around a node say: the conditions of the branches that it is in. */
export function testsAround(child: Node, parent: Node): readonly Test[] {
  return decisionsAround(child, parent).flatMap(({ condition, holds }) => testsIn(condition, holds))
}

/** What a statement leaves to be true after it. */
export function testsAfter(statement: Node): readonly Test[] {
  const decision = decisionAfter(statement)
  return decision ? testsIn(decision.condition, decision.holds) : []
}

function testsIn(condition: Node, holds: boolean): readonly Test[] {
  const node = unwrap(condition)
  if (is(node, 'not_operator')) return testsIn(field(node, 'argument'), !holds)
  if (is(node, 'boolean_operator')) {
    const isBoth = (field(node, 'operator').kind === 'and') === holds
    return isBoth ? [...testsIn(field(node, 'left'), holds), ...testsIn(field(node, 'right'), holds)] : []
  }
  const [object, classes] = is(node, 'call') && field(node, 'function').text === 'isinstance' ? argumentsOf(node) : []
  return object && classes ? [{ name: object.text, classes, holds }] : []
}

/** What a name is by the first of some tests that asks of it, of all that it is declared to be. */
export function narrowed(
  name: string,
  tests: readonly Test[],
  frame: Frame,
  declared: () => Type | undefined,
): Fact | undefined {
  const test = tests.find(each => each.name === name)
  if (!test) return undefined
  const { classes, holds } = test
  const tested = instancesOf(typeOf(exprOf(classes), frame))
  const members = membersOf(declared())
  const isOne = (member: Type | undefined) => tested?.some(each => isBelow(member, each)) ?? false
  if (!holds) return { type: tested ? union(members.filter(member => !isOne(member))) : undefined }
  const kept = members.filter(isOne)
  return { type: kept.length > 0 ? union(kept) : tested && union(tested) }
}

/** The objects of a class or of each of a tuple of them; undefined where one is not known. */
function instancesOf(type: Type | undefined): readonly Type[] | undefined {
  const all = type?.kind === 'tuple' ? type.items : [type]
  const found = all.flatMap(each => (each?.kind === 'class' ? [instance(each.of)] : []))
  return found.length === all.length ? found : undefined
}

function isBelow(member: Type | undefined, base: Type): boolean {
  if (member?.kind !== 'instance' || base.kind !== 'instance') return false
  return classesInOrder(member.of).some(each => each?.of.id === base.of.id)
}
