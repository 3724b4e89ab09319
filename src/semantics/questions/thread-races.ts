import { argumentsOf, descendants, field, is, type Node, within } from '../../syntax/node.ts'
import { ownDefinitionOf } from '../definitions.ts'
import type { Model } from '../model.ts'
import { loopAround, placeOf } from '../places.ts'
import { useOf } from '../uses.ts'
import { handoverBy } from './handovers.ts'
import { threadStartsOf } from './threads.ts'
import { isGuarded, type Update, updateBy } from './updates.ts'

/** An update of shared state by threads that run at once. */
export interface ThreadRace extends Update {
  /** The call that starts them. */
  readonly start: Node
}

/** The update that an assignment makes where several threads that run the function can lose each other's. */
export function threadRace(
  assignment: Node<'assignment' | 'augmented_assignment'>,
  model: Model,
): ThreadRace | undefined {
  const update = updateBy(assignment, model)
  if (!update || isGuarded(assignment)) return undefined
  const { node: owner } = placeOf(assignment)
  const starts = threadStartsOf(assignment, model).filter(start => is(start, 'call'))
  const own = starts.filter(start => handsOver(start, owner, model))
  // What calls the function in a thread may hold a lock.
  if (own.length === 0 || own.length < threadStartsOf(assignment, model).length) return undefined
  const start = own.find(each => runsManyAtOnce(each, model)) ?? pairAtOnce(own, model)
  return start && isSameFor(update, start, model) ? { ...update, start } : undefined
}

function handsOver(start: Node<'call'>, owner: Node, model: Model): boolean {
  const given = handoverBy(start, model)?.given
  return given !== undefined && (given === owner || ownDefinitionOf(given, model) === owner)
}

/** Whether a call in a loop or comprehension starts a thread in each round, without waiting for it there. */
function runsManyAtOnce(start: Node<'call'>, model: Model): boolean {
  const callee = field(start, 'function')
  if (hasOneThread(callee, start, model)) return false
  if (is(callee, 'attribute') && field(callee, 'attribute').text === 'map') return true
  const loop = loopAround(start)
  return loop !== undefined && useOf(start) !== 'awaited' && !waits(loop)
}

const WAITING = /^(join|result|wait)$/

/** Whether some code waits for threads. */
function waits(code: Node): boolean {
  return [...descendants(code)].some(
    node =>
      is(node, 'await') ||
      (is(node, 'call') && /(^|\.)(join|result|wait)$/.test(field(node, 'function').text)) ||
      (is(node, 'attribute') && WAITING.test(field(node, 'attribute').text)),
  )
}

/** Of two calls in one function that both start a thread, the second, where nothing waits between them. */
function pairAtOnce(starts: readonly Node<'call'>[], model: Model): Node<'call'> | undefined {
  return starts.find((second, index) => {
    const first = starts[index - 1]
    if (!first || placeOf(first).node !== placeOf(second).node || useOf(first) === 'awaited') return false
    const between = { start: first.end, end: second.start }
    const isAlone = [...descendants(placeOf(first).node)].some(node => within(node, between) && waits(node))
    return !isAlone && !hasOneThread(field(second, 'function'), second, model)
  })
}

/** Whether the executor of a call has one thread, or may have. */
function hasOneThread(callee: Node, start: Node<'call'>, model: Model): boolean {
  if (!is(callee, 'attribute') || !/^(submit|map|run_in_executor)$/.test(field(callee, 'attribute').text)) return false
  const [first] = argumentsOf(start)
  const executor = field(callee, 'attribute').text === 'run_in_executor' ? first : field(callee, 'object')
  if (is(executor, 'none')) return false
  const { origin } = (executor && model.instanceOf(executor)) ?? {}
  return !origin || argumentsOf(origin).some(each => each.text.replace(/^max_workers\s*=\s*/, '') === '1')
}

/** Whether all threads that a call starts see the same state: the same `self`, the same run of the function around. */
function isSameFor({ state }: Update, start: Node, model: Model): boolean {
  if (state.kind === 'global') return true
  if (state.kind === 'nonlocal') return within(start, state.root.scope.node)
  const given = is(start, 'call') ? handoverBy(start, model)?.given : undefined
  // A nested function shares the `self` of the method around it.
  if (!is(given, 'attribute')) return within(start, state.root.scope.node)
  const object = field(given, 'object')
  const binding = is(object, 'identifier') ? model.bindingOf(object) : undefined
  const loop = loopAround(start)
  return binding?.definitions.every(({ name }) => !loop || !within(name, loop)) ?? false
}
