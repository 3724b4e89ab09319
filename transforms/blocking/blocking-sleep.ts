import { field } from '../../src/syntax/node.ts'
import { callsTo, defineTransform, onLoop } from '../../src/transform.ts'

/** What people write beside a sleep that is to block: a test of the loop itself, a stand-in for computing, why it is not the other sleep. */
const ON_PURPOSE =
  /\b(pretend|on purpose|deliberate|deliberately|intentional|intentionally|busy|cpu|block(s|ing)? the (event )?loop|simulat\w+ (a )?block\w*|asyncio\.sleep)\b/i

export default defineTransform({
  title: '`time.sleep` in a coroutine stops the whole event loop',
  why: 'Until it returns no other task runs, no timeout fires and no cancellation is delivered.',
  writes: '`await asyncio.sleep(x)`',
  safety: 'safe; unsafe where a comment beside it says that it blocks on purpose',
  leaves: ['`time.sleep` in a nested function or lambda, which may run in a thread', 'a reference that is not called'],
  level: 'warning',
  codes: ['ASYNC251', 'ASYNC101'],
  see: ['https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code'],
  on: onLoop(callsTo('time.sleep')),
  *check(call, file) {
    if (file.useOf(call) === 'awaited') return
    yield {
      at: call,
      message: '`time.sleep` blocks every task on this event loop',
      fix(fix) {
        if (ON_PURPOSE.test(file.remarksOn(call))) fix.caution('the comment beside it says that it blocks on purpose')
        fix.rename(field(call, 'function'), 'asyncio.sleep')
        fix.await(call)
      },
    }
  },
})
