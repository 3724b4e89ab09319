import { argumentsOf, field, is, type Node, unwrap } from '../../syntax/node.ts'
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
  if (is(parent, 'if_statement') && child.role === 'consequence') return testsIn(field(parent, 'condition'), true)
  if (is(parent, 'elif_clause') && child.role === 'consequence') return testsIn(field(parent, 'condition'), true)
  if (is(parent, 'if_statement') && is(child, 'else_clause', 'elif_clause')) {
    const earlier = parent.children.slice(0, parent.children.indexOf(child)).filter(each => is(each, 'elif_clause'))
    return [parent, ...earlier].flatMap(each => testsIn(conditionOf(each), false))
  }
  if (is(parent, 'boolean_operator') && child.role === 'right') {
    return testsIn(field(parent, 'left'), field(parent, 'operator').kind === 'and')
  }
  const [yes, condition, no] = is(parent, 'conditional_expression') ? parent.children : []
  if (condition && (child === yes || child === no)) return testsIn(condition, child === yes)
  return []
}

function conditionOf(branch: Node): Node {
  return branch.children.find(child => child.role === 'condition') ?? branch
}

/** What a statement leaves to be true after it: `assert`, and an `if` that does not go on. */
export function testsAfter(statement: Node): readonly Test[] {
  if (is(statement, 'assert_statement') && statement.children[0]) return testsIn(statement.children[0], true)
  if (!is(statement, 'if_statement') || statement.children.some(child => is(child, 'else_clause', 'elif_clause')))
    return []
  const last = field(statement, 'consequence').children.at(-1)
  const isLeaving = is(last, 'return_statement', 'raise_statement', 'continue_statement', 'break_statement')
  return isLeaving ? testsIn(field(statement, 'condition'), false) : []
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

export function narrowed({ classes, holds }: Test, frame: Frame, declared: () => Type | undefined): Fact {
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
