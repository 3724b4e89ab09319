import { is, isAsync, type Node } from '../../syntax/node.ts'
import { at, flowOf, leads } from '../flow/flow.ts'
import { suspends } from '../flow/point.ts'
import type { Model } from '../model.ts'
import { placeOf } from '../places.ts'
import { mayInterleave } from './concurrency.ts'
import { mayHoldLock } from './locks.ts'
import { type Update, updateBy } from './updates.ts'

/** The update that an assignment in a coroutine makes where other tasks run between the read and the write. */
export function awaitRace(assignment: Node<'assignment' | 'augmented_assignment'>, model: Model): Update | undefined {
  const { node: owner } = placeOf(assignment)
  if (!is(owner, 'function_definition') || !isAsync(owner)) return undefined
  const update = updateBy(assignment, model)
  if (!update || mayHoldLock([update.read, update.write], model)) return undefined
  if (!mayInterleave(owner, update.state, model)) return undefined
  const { read, write } = update
  const isOvertaken = leads(flowOf(owner), at(read, 'evaluate'), at(write, 'bind'), {
    through: suspends,
    avoiding: at(read),
    exceptions: false,
  })
  return isOvertaken ? update : undefined
}
