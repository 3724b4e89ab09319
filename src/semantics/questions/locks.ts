import { closest, contextsOf, descendantsOf, field, is, type Node, within } from '../../syntax/node.ts'
import { callsOf } from '../calls.ts'
import type { Model } from '../model.ts'
import { placeOf } from '../places.ts'
import { decoratorsOf } from './decorators.ts'

/** Classes of which one holder keeps all others out; a semaphore may admit several, but is taken for one that does not. */
const LOCKS = /^(asyncio|threading|multiprocessing)\.(Lock|RLock|Condition|Semaphore|BoundedSemaphore)$/
/** What people call things that keep others out. */
const LOCK_LIKE = /lock|mutex|sem(aphore)?\b|limit|cond|guard|exclusive|once|serial|synchron|transaction|throttle/i

/** Whether one and the same `with` around all of these nodes, or a lock that is acquired before them, may keep other runs out. */
export function mayHoldLock(nodes: readonly [Node, ...Node[]], model: Model): boolean {
  const [first] = nodes
  const owner = placeOf(first).node
  for (let at = closest(first, 'with_statement'); at && within(at, owner); at = closest(at.parent, 'with_statement')) {
    const statement = at
    const isAround = nodes.every(node => within(node, field(statement, 'body')))
    if (isAround && contextsOf(at).some(context => mayBeLock(context, model))) return true
  }
  const isAcquired = descendantsOf(owner, ['attribute']).some(node => field(node, 'attribute').text === 'acquire')
  return isAcquired || (is(owner, 'function_definition') && isKeptAlone(owner, model))
}

/** A plain name or attribute of which nothing is known may be a lock; of calls, those that are called like one. */
function mayBeLock(context: Node, model: Model): boolean {
  const name = model.instanceOf(context)?.name
  if (name !== undefined) return LOCKS.test(name)
  return !is(context, 'call') || LOCK_LIKE.test(field(context, 'function').text)
}

/** Whether a decorator, the function's name or a lock around one of its calls says that it does not run twice at once. */
function isKeptAlone(owner: Node<'function_definition'>, model: Model): boolean {
  if ([field(owner, 'name'), ...decoratorsOf(owner)].some(({ text }) => LOCK_LIKE.test(text))) return true
  return callsOf(owner, model).some(call => placeOf(call).node !== owner && isUnderLock(call, model))
}

function isUnderLock(call: Node, model: Model): boolean {
  const owner = placeOf(call).node
  for (let at = closest(call, 'with_statement'); at && within(at, owner); at = closest(at.parent, 'with_statement')) {
    if (contextsOf(at).some(context => mayBeLock(context, model))) return true
  }
  return false
}
