import { once } from '../../grounds.ts'
import { closest, descendantsOf, field, is, type Node, unwrap } from '../../syntax/node.ts'
import { holding } from '../../syntax/search.ts'
import type { Model } from '../model.ts'
import { placeOf } from '../places.ts'
import { readsOf, type State, stateOf } from './shared-state.ts'

/** A write to shared state of a value that is computed from what was read of it. */
export interface Update {
  readonly state: State
  /** Where it was read: in the write itself, or earlier into a local variable. */
  readonly read: Node
  /** The target that is written. */
  readonly write: Node
}

/** The update that an assignment makes: `self.n += 1`, `self.n = self.n + 1`, or `self.n = n + 1` after `n = self.n`. */
export function updateBy(assignment: Node<'assignment' | 'augmented_assignment'>, model: Model): Update | undefined {
  const right = field(assignment, 'right')
  if (!right) return undefined
  const isAugmented = is(assignment, 'augmented_assignment')
  // A list grows in place, whoever else grows it.
  if (isAugmented && is(unwrap(right), 'list', 'list_comprehension')) return undefined
  const operands = isAugmented ? [] : operandsIn(right)
  if (!isAugmented && operands.length === 0) return undefined
  const write = unwrap(field(assignment, 'left'))
  const state = is(write, 'identifier', 'attribute', 'subscript') ? stateOf(write, model) : undefined
  if (!state) return undefined
  if (isAugmented) return { state, read: write, write }
  const read = operands.flatMap(operand => readsOf(state, operand))[0] ?? readIntoLocal(operands, state, model)
  return read && { state, read, write }
}

/** The operands of the arithmetic that makes a value; nothing where it is not computed so. */
function operandsIn(value: Node): Node[] {
  const node = unwrap(value)
  if (!is(node, 'binary_operator')) return []
  return [field(node, 'left'), field(node, 'right')].flatMap(operand => {
    const inner = operandsIn(operand)
    return inner.length > 0 ? inner : [unwrap(operand)]
  })
}

/** Where the state was read into a local variable that is among the operands, and set nowhere else. */
function readIntoLocal(operands: readonly Node[], state: State, model: Model): Node | undefined {
  for (const operand of operands) {
    const { definitions = [], scope } = (is(operand, 'identifier') ? model.bindingOf(operand) : undefined) ?? {}
    const [only] = definitions
    if (!only?.value || definitions.length > 1 || scope?.node !== placeOf(operand).node) continue
    const value = unwrap(only.value)
    const [read] = only.how === 'assignment' && !hasCall(value) ? readsOf(state, value) : []
    if (read) return read
  }
  return undefined
}

function hasCall(value: Node): boolean {
  return descendantsOf(value, ['call', 'await']).length > 0
}

/** Whether a `with` around a node, in its own function, may keep others out. */
export function isGuarded(node: Node): boolean {
  const owner = placeOf(node).node
  for (let at = closest(node.parent, 'with_statement'); at; at = closest(at.parent, 'with_statement')) {
    if (at.start > owner.start) return true
  }
  return firstAcquire(owner) < node.start
}

/** Where a function first speaks of an `acquire` method. */
const firstAcquire = once(
  (owner: Node): number =>
    holding('acquire', owner, ['attribute']).find(each => field(each, 'attribute').text === 'acquire')?.start ??
    Number.POSITIVE_INFINITY,
)
