import { runCallback } from '../../src/fix/verbs/callbacks.ts'
import { callbackTakers } from '../../src/knowledge/callbacks.ts'
import { coroutineCallback, isAwaitedLater } from '../../src/semantics/questions/callbacks.ts'
import { field, is } from '../../src/syntax/node.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

/** What gives items one by one, which people gather afterwards. */
const HANDS_ON = /^(builtins\.map|functools\.reduce)$/

export default defineTransform({
  title: 'A coroutine function is given as a plain callback',
  why: 'Calling it only makes a coroutine: nothing awaits that, so its body never runs.',
  writes:
    '`Thread(target=lambda: asyncio.run(f()))`, `loop.call_soon(start_f)` with a function that starts the task and keeps it, `await f()` for `await asyncio.to_thread(f)`',
  safety: 'unsafe',
  leaves: [
    'a function that is decorated, or not certainly an `async def`',
    '`map`, whose coroutines `gather` may take',
    'an executor’s result that is awaited again, or handed on',
    'callbacks of other libraries, which may take coroutine functions',
  ],
  level: 'error',
  see: [
    'https://docs.python.org/3/library/asyncio-dev.html#detect-never-awaited-coroutines',
    'https://docs.python.org/3/library/asyncio-eventloop.html#scheduling-callbacks',
  ],
  on: callsTo(callbackTakers),
  *check(call, file) {
    const name = file.nameOf(field(call, 'function')) ?? ''
    const callback = HANDS_ON.test(name) ? undefined : coroutineCallback(call, file)
    if (!callback || file.isExpectedToFail(call, 'TypeError')) return
    if (/(run_in_executor|to_thread|run_sync)$/.test(name) && isAwaitedLater(call, file)) return
    const shown = is(callback.coroutine, 'call') ? field(callback.coroutine, 'function').text : callback.coroutine.text
    yield {
      at: call,
      message: `\`${shown}\` is \`async def\`: called as a callback it makes a coroutine that nothing runs`,
      fix: fix => runCallback(call, callback, fix),
    }
  },
})
