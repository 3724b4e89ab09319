import { field } from '../../src/syntax/node.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

export default defineTransform({
  title: '`time.sleep` in a coroutine stops the whole event loop',
  why: 'Until it returns no other task runs, no timeout fires and no cancellation is delivered.',
  writes: '`await asyncio.sleep(x)`',
  safety: 'safe',
  leaves: ['`time.sleep` in a nested function or lambda, which may run in a thread', 'a reference that is not called'],
  level: 'warning',
  codes: ['ASYNC251', 'ASYNC101'],
  see: ['https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code'],
  on: callsTo('time.sleep'),
  *check(call, file) {
    if (!file.runsOnLoop(call)) return
    yield {
      at: call,
      message: '`time.sleep` blocks every task on this event loop',
      fix(fix) {
        fix.rename(field(call, 'function'), 'asyncio.sleep')
        fix.await(call)
      },
    }
  },
})
