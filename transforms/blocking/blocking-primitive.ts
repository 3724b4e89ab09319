import { awaitFuture } from '../../src/fix/verbs/futures.ts'
import { lockPeers, primitives } from '../../src/knowledge/primitives.ts'
import { lockHeldAcross } from '../../src/semantics/questions/held-locks.ts'
import { waitingCall } from '../../src/semantics/questions/waiting.ts'
import { field, is, type Node } from '../../src/syntax/node.ts'
import { callsTo, defineTransform, onLoop, type Problem, type PythonFile } from '../../src/transform.ts'

function* heldLock(statement: Node<'with_statement'>, file: PythonFile): Iterable<Problem> {
  const held = lockHeldAcross(statement, file)
  if (!held) return
  const { lock, name, suspension } = held
  const outcome =
    name === 'threading.RLock'
      ? 'it does not keep them out, for they share a thread'
      : 'one that wants it stops them all for good'
  yield {
    at: lock,
    message: `\`${lock.text}\` is held while other tasks run (line ${file.lineAt(suspension.start)}): ${outcome}`,
    fix: fix =>
      fix.refuse(`use ${lockPeers.get(name)} with \`async with\`, or free the lock before the coroutine waits`),
  }
}

export default defineTransform({
  title: 'A coroutine waits for a thread, and the whole event loop with it',
  why: 'No other task runs until the other side is done; where that needs this loop to go on, both wait for ever.',
  writes: '`await asyncio.wrap_future(future)`, `await asyncio.get_running_loop().run_in_executor(None, thread.join)`',
  safety:
    'safe for `Future.result()` without a timeout; unsafe for `join`, `get`, `put` and `Event.wait`; locks, sockets and `select` are reported, with the advice',
  leaves: [
    'what does not wait: `get_nowait()`, `block=False`, a timeout of 0, `put` on a queue without a limit',
    'a call whose outcome the code asks for first: `future.done()`, `queue.empty()`, `thread.is_alive()`',
    'a future that may be done: after the executor’s `with` block, or one that anything else was given',
    '`with lock:` around code that lets no other task run',
  ],
  level: 'warning',
  codes: ['ASYNC200'],
  see: ['https://docs.python.org/3/library/asyncio-future.html#asyncio.wrap_future'],
  on: onLoop({ ...callsTo(primitives), kinds: ['call', 'with_statement'] }),
  *check(node, file) {
    if (!is(node, 'call')) {
      if (is(node, 'with_statement')) yield* heldLock(node, file)
      return
    }
    const call = node
    const known = waitingCall(call, file)
    if (!known) return
    const name = file.nameOf(field(call, 'function'))
    yield {
      at: call,
      message: `\`${name}\` waits, and the event loop with it`,
      fix: fix => (name === 'concurrent.futures.Future.result' ? awaitFuture(call, fix) : fix.offload(call, known)),
    }
  },
})
