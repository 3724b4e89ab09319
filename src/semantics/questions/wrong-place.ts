import { argumentsOf, descendants, field, is, type Node } from '../../syntax/node.ts'
import { isExpectedToFail } from '../expectations.ts'
import type { Model } from '../model.ts'
import { handoverBy } from './handovers.ts'
import { asksWhereItRuns } from './loops.ts'
import { threadStartsOf } from './threads.ts'

/** What only the main thread may call, and what is raised elsewhere. */
const MAIN_THREAD_ONLY: ReadonlyMap<string, string> = new Map([
  ['asyncio.AbstractEventLoop.add_signal_handler', 'RuntimeError'],
  ['signal.set_wakeup_fd', 'ValueError'],
  ['signal.signal', 'ValueError'],
])

/** The exception that a call raises because it is made in a thread other than the main one. */
export function raisesInThread(call: Node<'call'>, model: Model): string | undefined {
  const callee = field(call, 'function')
  if (!/(add_signal_handler|set_wakeup_fd|signal)$/.test(callee.text)) return undefined
  const exception = MAIN_THREAD_ONLY.get(model.nameOf(callee) ?? '')
  const isInThread = exception !== undefined && threadStartsOf(call, model).length > 0
  if (!isInThread || isExpectedToFail(call, exception) || asksWhereItRuns(call, model)) return undefined
  return exception
}

/** Names of what a process of its own has instead; an object of asyncio belongs to one loop, and a loop to one process. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['AbstractEventLoop', 'start a loop there with `asyncio.run`'],
  ['Condition', 'use `multiprocessing.Condition`'],
  ['Event', 'use `multiprocessing.Event`'],
  ['Future', 'await the result of `run_in_executor` here'],
  ['Lock', 'use `multiprocessing.Lock`'],
  ['Queue', 'use `multiprocessing.Queue`'],
  ['Semaphore', 'use `multiprocessing.Semaphore`'],
  ['Task', 'await the result of `run_in_executor` here'],
])

/** An object that belongs to this process's event loop, given to another process. */
export interface Stray {
  readonly node: Node
  /** The class, as asyncio names it: `Lock`. */
  readonly kind: string
  readonly instead: string
}

/** What of the event loop a call gives to another process. */
export function strayObjects(call: Node<'call'>, model: Model): readonly Stray[] {
  if (handoverBy(call, model)?.runsIn !== 'process') return []
  return argumentsOf(call)
    .flatMap(argument => [...descendants(argument, isGivenAsItIs)])
    .flatMap(node => {
      const name =
        is(node, 'identifier', 'attribute') && node.role !== 'name' ? model.instanceOf(node)?.name : undefined
      const kind = name?.startsWith('asyncio.') ? name.slice('asyncio.'.length) : ''
      const instead = INSTEAD.get(kind)
      return instead === undefined ? [] : [{ node, kind, instead }]
    })
}

/** Whether what a node holds is given with it. */
function isGivenAsItIs(node: Node): boolean {
  return is(node, 'keyword_argument', 'tuple', 'list', 'dictionary', 'pair', 'list_splat', 'parenthesized_expression')
}
