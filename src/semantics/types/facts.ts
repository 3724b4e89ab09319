import { add } from '../../multimap.ts'
import { argumentsOf, field, is, type Node, unwrap, within } from '../../syntax/node.ts'
import { targetsOf } from '../../syntax/search.ts'
import { oncePerFile } from '../memory.ts'
import type { Model } from '../model.ts'
import { type Definition, MOST_DEFINITIONS } from '../scopes.ts'
import { exprOf } from '../summary/expressions.ts'
import type { Variable } from '../summary/summary.ts'
import { variableAt } from '../summary/targets.ts'
import { classesInOrder } from './classes.ts'
import { typeOfDeclaration } from './declarations.ts'
import { typeOf } from './evaluate.ts'
import type { Frame } from './frames.ts'
import { instance, membersOf, type Type, union } from './type.ts'

/** What the code around a place says of a name there, beside its declarations. */
export interface Fact {
  readonly type: Type | undefined
}

/**
 * What a dotted name certainly is at a node: as the assignment gives it that comes before on all paths, or as an
 * `isinstance` test allows around it. Undefined where nothing is said. `declared` is what the name is anywhere.
 */
export function factAt(
  name: string,
  node: Node,
  frame: Frame,
  model: Model,
  declared: () => Type | undefined,
): Fact | undefined {
  const definitions = definitionsOf(name, node, model)
  if (definitions.length > MOST_DEFINITIONS) return undefined
  const isTested = testedNames(model).has(name)
  if (definitions.length === 0 && !isTested) return undefined
  for (let child = node, parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (is(parent, 'function_definition', 'lambda', 'class_definition', 'module') && !is(child.parent, 'module'))
      return undefined
    const tested = isTested && testsAround(child, parent).find(test => test.name === name)
    if (tested) return narrowed(tested, frame, declared)
    const bound =
      is(parent, 'for_statement', 'with_statement') && is(child, 'block')
        ? definitions.find(each => isHeader(each, parent))
        : undefined
    if (bound) return given(bound, frame)
    if (
      is(parent, 'for_statement', 'while_statement', 'try_statement') &&
      definitions.some(each => within(each.name, parent))
    )
      return undefined
    if (!is(parent, 'block', 'module')) continue
    for (const before of isTested ? earlierThan(child, parent) : lastGiving(definitions, child, parent)) {
      const inside = definitions.filter(each => within(each.name, before))
      const [only] = inside
      if (only && inside.length === 1 && is(before, 'expression_statement')) return given(only, frame)
      if (only) return undefined
      const known = isTested && testsAfter(before).find(test => test.name === name)
      if (known) return narrowed(known, frame, declared)
    }
    if (is(parent, 'module')) return undefined
  }
  return undefined
}

/** The statements of a block before one of them, the last first. */
function earlierThan(child: Node, { children }: Node): readonly Node[] {
  return children.slice(0, children.indexOf(child)).reverse()
}

/** The last of them that gives a name a value. */
function lastGiving(definitions: readonly Assigned[], child: Node, block: Node): readonly Node[] {
  let last: Node | undefined
  for (const { name } of definitions)
    if (block.start <= name.start && name.end <= child.start && name.start > (last?.start ?? -1)) last = name
  while (last?.parent && last.parent !== block) last = last.parent
  return last ? [last] : []
}

/** One place that gives a dotted name a value: its definitions, or the assignments to the attribute. */
interface Assigned {
  readonly name: Node
  readonly site: Node
}

function definitionsOf(name: string, node: Node, model: Model): readonly Assigned[] {
  if (name.includes('.')) return (targets(model).get(name) ?? []).map(target => ({ name: target, site: target }))
  const scope = model.scopeOf(node)
  return (scope.lookup(name)?.definitions ?? []).filter(
    ({ how }: Definition) => how !== 'parameter' && how !== 'annotation',
  )
}

const targets = oncePerFile((model): ReadonlyMap<string, readonly Node[]> => {
  const index = new Map<string, Node[]>()
  for (const node of targetsOf(model.tree.root, 'attribute')) {
    add(node.text, node, index)
  }
  return index
})

/** Whether a loop or `with` binds the name in its header. */
function isHeader({ name }: Assigned, statement: Node<'for_statement' | 'with_statement'>): boolean {
  return statement.children.some(child => (child.role === 'left' || is(child, 'with_clause')) && within(name, child))
}

/** Kept with the node itself: weak maps of that size cost the garbage collector dearly. */
const VARIABLE: unique symbol = Symbol('variable')

function given({ name }: Assigned, frame: Frame): Fact | undefined {
  const noted = name as { [VARIABLE]?: Variable }
  const variable = noted[VARIABLE] ?? variableAt(name)
  if (!variable || variable.how === '?') return undefined
  noted[VARIABLE] = variable
  return { type: typeOfDeclaration(variable, frame.module.seenAt?.(name, frame) ?? frame) }
}

/** The names that the file asks `isinstance` of: of others no test says anything, and most names are others. */
const testedNames = oncePerFile(
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
function testsAround(child: Node, parent: Node): readonly Test[] {
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
function testsAfter(statement: Node): readonly Test[] {
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

function narrowed({ classes, holds }: Test, frame: Frame, declared: () => Type | undefined): Fact {
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
