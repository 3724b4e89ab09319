import { add } from '../../multimap.ts'
import { is, type Node, within } from '../../syntax/node.ts'
import { targetsOf } from '../../syntax/search.ts'
import { earlierThan } from '../decisions.ts'
import { oncePerFile } from '../memory.ts'
import type { Model } from '../model.ts'
import { type Definition, MOST_DEFINITIONS } from '../scopes.ts'
import type { Variable } from '../summary/summary.ts'
import { variableAt } from '../summary/targets.ts'
import { typeOfDeclaration } from './declarations.ts'
import type { Frame } from './frames.ts'
import { narrowed, testedNames, testsAfter, testsAround } from './narrowing.ts'
import { mayBeEarlier, redefined } from './redefinitions.ts'
import type { Type } from './type.ts'

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
  const found = sought(name, definitions, node, frame, isTested ? declared : undefined)
  if (found || definitions.length < 2) return found
  return mayBeEarlier(definitions, node, model.scopeOf(node).lookup(name)) ? UNKNOWN : undefined
}

const UNKNOWN: Fact = { type: undefined }

/** `declared` is given where the name is tested. */
function sought(
  name: string,
  definitions: readonly Assigned[],
  node: Node,
  frame: Frame,
  declared: (() => Type | undefined) | undefined,
): Fact | undefined {
  for (let child = node, parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (is(parent, 'function_definition', 'lambda', 'class_definition', 'module') && !is(child.parent, 'module'))
      return undefined
    const tested = declared && narrowed(name, testsAround(child, parent), frame, declared)
    if (tested) return tested
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
    for (const before of declared ? earlierThan(child, parent) : lastGiving(definitions, child, parent)) {
      const inside = definitions.filter(each => within(each.name, before))
      const [only] = inside
      if (only && inside.length === 1 && is(before, 'expression_statement')) return given(only, frame)
      if (only) return inside.length === 1 ? redefined(name, definitions, before, frame) : undefined
      const known = declared && narrowed(name, testsAfter(before), frame, declared)
      if (known) return known
    }
    if (is(parent, 'module')) return undefined
  }
  return undefined
}

/** The last statement of a block before one of them that gives a name a value. */
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
