import { awaitInstead } from '../../src/fix/verbs/nested-runs.ts'
import { callersOnLoop } from '../../src/semantics/questions/nested-runs.ts'
import { field, is } from '../../src/syntax/node.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

const RUN_UNTIL_COMPLETE = 'asyncio.AbstractEventLoop.run_until_complete'

export default defineTransform({
  title: '`asyncio.run()` or `run_until_complete()` while a loop runs',
  why: 'A loop is running already, so the call raises RuntimeError, and the coroutine it was given never runs.',
  writes:
    '`await main()`; in a function that a coroutine calls: it becomes `async def`, and so do its callers in all files',
  safety: 'safe in a coroutine, where it always raises today; unsafe in a function that a coroutine calls',
  leaves: [
    'a call in a nested function, which may run in a thread',
    'a probe: the call in a `try` that catches RuntimeError, or under `suppress(RuntimeError)`',
    'a function that asks whether a loop runs, starts a thread, or makes the call on some of its paths only',
    'a file that imports `nest_asyncio`',
  ],
  level: 'error',
  see: ['https://docs.python.org/3/library/asyncio-runner.html#asyncio.run'],
  on: callsTo('asyncio.run', RUN_UNTIL_COMPLETE),
  *check(call, file) {
    if (file.isExpectedToFail(call, 'RuntimeError') || file.useOf(call) === 'awaited') return
    // It makes loops reentrant.
    if (file.imports('nest_asyncio')) return
    const callee = field(call, 'function')
    const isOnLoop = file.nameOf(callee) === RUN_UNTIL_COMPLETE
    if (isOnLoop && !file.isRunningLoop(is(callee, 'attribute') ? field(callee, 'object') : callee)) return
    const callers = file.runsOnLoop(call) ? undefined : callersOnLoop(call, file)
    if (!file.runsOnLoop(call) && !callers) return
    yield {
      at: call,
      message: `\`${isOnLoop ? 'run_until_complete' : 'asyncio.run'}\` raises RuntimeError ${callers ? 'where a coroutine calls this function' : 'here'}: the loop is running`,
      fix: fix => awaitInstead(call, callers, fix),
    }
  },
})
