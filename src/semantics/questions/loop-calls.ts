import { argumentsOf, field, is, type Node } from '../../syntax/node.ts'
import { resultOfExpression } from '../calls.ts'
import { isExpectedToFail } from '../expectations.ts'
import type { Model } from '../model.ts'
import { useOf } from '../uses.ts'
import { instanceGiven } from './handovers.ts'
import { isLoopOfAnother, runsWithoutLoop } from './loops.ts'
import { threadStartsOf } from './threads.ts'

/** A call that only the thread of the event loop may make, in code that runs in another. */
export interface LoopCall {
  /** `call_soon` has a sibling for threads, a task is made by another function, the loop makes any other call when asked. */
  readonly how: 'call_soon' | 'task' | 'other'
  /** The loop, as the call itself names it. */
  readonly loop: string | undefined
  readonly isResultUsed: boolean
}

const LOOP = 'asyncio.AbstractEventLoop'

/**
 * Methods that are not thread-safe: they change what the loop works on and do not wake it.
 * https://docs.python.org/3/library/asyncio-dev.html#concurrency-and-multithreading
 */
const UNSAFE: ReadonlySet<string> = new Set([
  ...['call_at', 'call_later', 'call_soon', 'create_task', 'stop'].map(name => `${LOOP}.${name}`),
  'asyncio.Event.set',
  'asyncio.Future.cancel',
  'asyncio.Future.set_exception',
  'asyncio.Future.set_result',
  'asyncio.Queue.put_nowait',
  'asyncio.Task.cancel',
])
const METHODS: ReadonlySet<string> = new Set([...UNSAFE].map(name => name.slice(name.lastIndexOf('.') + 1)))

/** Functions that need the running loop: in a thread without one they raise RuntimeError. */
const STARTERS: readonly (string | undefined)[] = ['asyncio.create_task', 'asyncio.ensure_future']

/** What a call asks of an event loop that runs in another thread; undefined where that is not certain, or it may. */
export function loopCall(call: Node<'call'>, model: Model): LoopCall | undefined {
  const callee = field(call, 'function')
  const word = (is(callee, 'attribute') ? field(callee, 'attribute') : callee).text
  const isAlias = () => is(callee, 'identifier') && STARTERS.includes(model.nameOf(callee))
  if (!METHODS.has(word) && !STARTERS.includes(`asyncio.${word}`) && !isAlias()) return undefined
  if (!runsWithoutLoop(call, model) || isExpectedToFail(call, 'RuntimeError')) return undefined
  const found = starter(call, callee, model) ?? (is(callee, 'attribute') ? method(callee, model) : undefined)
  if (!found) return undefined
  const use = useOf(call)
  return { ...found, isResultUsed: use !== 'dropped' && !(use === 'returned' && is(call.parent, 'lambda')) }
}

type Found = Omit<LoopCall, 'isResultUsed'>

function starter(call: Node<'call'>, callee: Node, model: Model): Found | undefined {
  if (!STARTERS.includes(model.nameOf(callee))) return undefined
  const [coroutine] = argumentsOf(call)
  const isFuture = !coroutine || resultOfExpression(coroutine, model).kind !== 'coroutine'
  // A future that exists already is given back as it is.
  if (model.nameOf(callee) === 'asyncio.ensure_future' && isFuture) return undefined
  const given = argumentsOf(call).find(each => is(each, 'keyword_argument') && field(each, 'name').text === 'loop')
  return { how: 'task', loop: is(given, 'keyword_argument') ? field(given, 'value').text : undefined }
}

function method(callee: Node<'attribute'>, model: Model): Found | undefined {
  const name = field(callee, 'attribute').text
  const object = field(callee, 'object')
  const { name: owner, origin } = instanceGiven(object, model) ?? {}
  if (!UNSAFE.has(`${owner}.${name}`) || (origin && threadStartsOf(origin, model).length > 0)) return undefined
  if (owner !== LOOP) return { how: 'other', loop: undefined }
  if (!isLoopOfAnother(object, model) || !is(object, 'identifier', 'attribute')) return undefined
  return { how: name === 'call_soon' ? 'call_soon' : name === 'create_task' ? 'task' : 'other', loop: object.text }
}
