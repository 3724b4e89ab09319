import { closest, descendants, field, is, isAsync, isTarget, type Node } from '../../syntax/node.ts'
import { at, flowOf, leads } from '../flow/flow.ts'
import { suspends } from '../flow/point.ts'
import type { Model } from '../model.ts'
import { placeOf } from '../places.ts'
import { mayHoldLock } from './locks.ts'
import { isRunOnce } from './once.ts'
import { readsOf, stateOf } from './shared-state.ts'

/** A module's variable that a coroutine uses as its own: what it writes there it reads back after an `await`. */
export interface RequestGlobal {
  readonly name: string
  readonly read: Node
}

/** The variable of the module to which an assignment in a coroutine gives what belongs to this one run of it. */
export function requestGlobal(assignment: Node<'assignment'>, model: Model): RequestGlobal | undefined {
  const { node: owner } = placeOf(assignment)
  const write = field(assignment, 'left')
  const right = field(assignment, 'right')
  if (!is(owner, 'function_definition') || !isAsync(owner) || !is(write, 'identifier') || !right) return undefined
  const state = stateOf(write, model)
  if (state?.kind !== 'global' || isRunOnce(owner) || closest(assignment, 'if_statement')) return undefined
  // What is computed from the old value is an update, and meant for all.
  if (!isOfThisRun(right, owner, model) || readsOf(state, right).length > 0) return undefined
  const flow = flowOf(owner)
  const reads = state.root.uses.filter(use => placeOf(use).node === owner && !isTarget(use))
  const read = reads.find(
    use =>
      !mayHoldLock([write, use], model) &&
      leads(flow, at(write, 'bind'), at(use, 'evaluate'), {
        through: suspends,
        avoiding: point => point.does === 'bind' && model.bindingOf(point.node) === state.root,
        exceptions: false,
      }),
  )
  return read && { name: state.text, read }
}

/** Whether a value depends on what the coroutine was given. */
function isOfThisRun(value: Node, owner: Node<'function_definition'>, model: Model): boolean {
  return [...descendants(value)].some(node => {
    const binding = is(node, 'identifier') ? model.bindingOf(node) : undefined
    return binding?.scope.node === owner && binding.definitions.some(({ how }) => how === 'parameter')
  })
}
