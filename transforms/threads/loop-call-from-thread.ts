import { makeThreadsafe } from '../../src/fix/verbs/threads.ts'
import { loopCall } from '../../src/semantics/questions/loop-calls.ts'
import { field } from '../../src/syntax/node.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'A thread uses the event loop of another thread',
  why: 'The loop sleeps until something else wakes it, and what two threads change at once is corrupted; `create_task` raises RuntimeError.',
  writes: '`loop.call_soon_threadsafe(f)`, `asyncio.run_coroutine_threadsafe(f(), loop)`',
  safety: 'safe for `call_soon` and for tasks whose result nobody uses; else unsafe',
  leaves: [
    'a function that the code also calls elsewhere, or of which it is not certain that a thread runs it',
    'a file whose threads run loops of their own, and code that asks on which thread it runs',
    'queues and events of `threading` and `queue`, and futures of `concurrent.futures`',
  ],
  level: 'error',
  see: ['https://docs.python.org/3/library/asyncio-dev.html#concurrency-and-multithreading'],
  on: nodes('call'),
  *check(call, file) {
    const found = loopCall(call, file)
    if (!found) return
    yield {
      at: call,
      message: `\`${field(call, 'function').text}()\` is called in a thread, but only the event loop's own thread may`,
      fix: fix => makeThreadsafe(call, found, fix),
    }
  },
})
