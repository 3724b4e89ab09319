import { type BlockingCall, each, members } from './blocking.ts'

/** A call that waits for another thread, process or machine, and what it can be told. */
export interface WaitingCall extends BlockingCall {
  /** The keyword and the position of the argument that says whether it waits at all. */
  readonly waits?: readonly [keyword: string, at: number]
  /** The position of the argument `timeout`. */
  readonly timeout?: number
  /** Methods and attributes by which code finds out whether the call would have to wait. */
  readonly testedBy?: readonly string[]
  /** The method that begins what it waits for: once other tasks have run since, that may have ended. */
  readonly begunBy?: string
  /** It waits only where the object was made with this argument, by keyword and position, and not with 0. */
  readonly madeWith?: readonly [keyword: string, at: number]
}

const THREAD =
  'a thread of the default executor then waits instead, and goes on waiting where this task is cancelled meanwhile'
const lock = (primitive: string): WaitingCall => ({
  refused: `use ${primitive} where only coroutines want it; where threads want it too, let a function that takes and frees it run in a thread`,
  waits: ['blocking', 0],
  timeout: 1,
  testedBy: ['locked'],
})
const SOCKET: WaitingCall = {
  refused:
    'use asyncio.open_connection() or asyncio.start_server(), or make the socket non-blocking and use loop.sock_recv() and its like',
  testedBy: ['setblocking', 'settimeout'],
}

/** Methods and functions that wait for what another thread, process or machine does. */
export const primitives: ReadonlyMap<string, WaitingCall> = new Map<string, WaitingCall>([
  ...members<WaitingCall>('concurrent.futures.Future', 'result', {
    testedBy: ['done', 'add_done_callback'],
    timeout: 0,
  }),
  ...each('concurrent.futures.wait', { caution: THREAD, timeout: 1 }),
  ...members('threading.Thread', 'join', { caution: THREAD, timeout: 0, testedBy: ['is_alive'], begunBy: 'start' }),
  ...members('multiprocessing.Process', 'join', {
    caution: THREAD,
    timeout: 0,
    testedBy: ['is_alive', 'exitcode'],
    begunBy: 'start',
  }),
  ...members('threading.Event', 'wait', { caution: THREAD, timeout: 0, testedBy: ['is_set'] }),
  ...each('queue.Queue.get queue.SimpleQueue.get', {
    caution: THREAD,
    waits: ['block', 0],
    timeout: 1,
    testedBy: ['empty', 'qsize'],
  }),
  ...members('queue.Queue', 'put', {
    caution: THREAD,
    waits: ['block', 1],
    timeout: 2,
    testedBy: ['full', 'qsize'],
    madeWith: ['maxsize', 0],
  }),
  ...members('queue.Queue', 'join', { caution: THREAD, testedBy: ['empty', 'unfinished_tasks'] }),
  ...members('threading.Lock', 'acquire', lock('asyncio.Lock')),
  ...members('threading.RLock', 'acquire', lock('asyncio.Lock')),
  ...members('threading.Semaphore', 'acquire', lock('asyncio.Semaphore')),
  ...members('threading.BoundedSemaphore', 'acquire', lock('asyncio.BoundedSemaphore')),
  ...members('threading.Condition', 'acquire', lock('asyncio.Condition')),
  ...members('threading.Condition', 'wait', { ...lock('asyncio.Condition'), timeout: 0 }),
  ...members('threading.Condition', 'wait_for', { ...lock('asyncio.Condition'), timeout: 1 }),
  ...members('threading.Barrier', 'wait', { ...lock('asyncio.Barrier'), timeout: 0 }),
  ...members('socket.socket', 'accept connect recv recv_into recvfrom sendall', SOCKET),
  ...each('select.select', {
    refused: 'use loop.add_reader() and loop.add_writer(), or asyncio’s streams',
    timeout: 3,
  }),
])

/** What to use in coroutines instead of a lock of threads, by the lock's class. */
export const lockPeers: ReadonlyMap<string, string> = new Map([
  ['threading.BoundedSemaphore', 'asyncio.BoundedSemaphore'],
  ['threading.Condition', 'asyncio.Condition'],
  ['threading.Lock', 'asyncio.Lock'],
  ['threading.RLock', 'asyncio.Lock'],
  ['threading.Semaphore', 'asyncio.Semaphore'],
])
