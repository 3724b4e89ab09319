import { networkWaits } from '../../src/knowledge/network.ts'
import { isBounded } from '../../src/semantics/questions/limits.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

export default defineTransform({
  title: 'A wait for the network without a timeout',
  why: 'A peer that says nothing more, and does not close the connection either, holds the coroutine for ever.',
  writes: 'nothing: `async with asyncio.timeout(…)` or `asyncio.wait_for(…)` around it',
  safety: 'manual',
  leaves: [
    'calls with `timeout=`',
    'calls in `wait_for(…)`, or in a block of `asyncio.timeout`, `async_timeout`, `move_on_after` or `fail_after`',
  ],
  level: 'note',
  optIn: true,
  see: ['https://docs.python.org/3/library/asyncio-task.html#timeouts'],
  on: callsTo(...networkWaits),
  *check(call, file) {
    if (file.useOf(call) !== 'awaited' || isBounded(call, file) || file.isExpectedToFail(call)) return
    yield {
      at: call,
      message: 'nothing limits how long this waits for the network',
      fix(fix) {
        fix.refuse(
          file.options.target >= 11
            ? `put it in \`async with asyncio.timeout(seconds):\``
            : `write \`await asyncio.wait_for(${call.text}, seconds)\``,
        )
      },
    }
  },
})
