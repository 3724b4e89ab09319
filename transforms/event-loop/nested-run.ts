import { argumentsOf, field, is } from '../../src/syntax/node.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

const RUN_UNTIL_COMPLETE = 'asyncio.AbstractEventLoop.run_until_complete'

export default defineTransform({
  title: '`asyncio.run()` or `run_until_complete()` in a coroutine',
  why: 'A loop is running already, so the call raises RuntimeError, and the coroutine it was given never runs.',
  writes: '`await main()`',
  safety: 'safe: it always raises today',
  leaves: [
    'a call in a nested function, which may run in a thread',
    'a probe: the call in a `try` that catches RuntimeError, or under `suppress(RuntimeError)`',
    'a file that imports `nest_asyncio`',
  ],
  level: 'error',
  see: ['https://docs.python.org/3/library/asyncio-runner.html#asyncio.run'],
  on: callsTo('asyncio.run', RUN_UNTIL_COMPLETE),
  *check(call, file) {
    if (!file.runsOnLoop(call) || file.isExpectedToFail(call, 'RuntimeError') || file.useOf(call) === 'awaited') return
    // It makes loops reentrant.
    if (file.imports('nest_asyncio')) return
    const callee = field(call, 'function')
    const isOnLoop = file.nameOf(callee) === RUN_UNTIL_COMPLETE
    if (isOnLoop && !file.isRunningLoop(is(callee, 'attribute') ? field(callee, 'object') : callee)) return
    const [main, ...rest] = argumentsOf(call)
    yield {
      at: call,
      message: `\`${isOnLoop ? 'run_until_complete' : 'asyncio.run'}\` raises RuntimeError here: the loop is running`,
      fix(fix) {
        fix.requireAsyncio('asyncio.run')
        if (!main || is(main, 'keyword_argument', 'list_splat', 'dictionary_splat')) {
          return fix.refuse('what it is to run is not its first argument')
        }
        if (rest.length > 0)
          fix.refuse(
            `\`${rest[0]?.text}\` asks for a loop of its own: call it in a thread, or drop the argument and await`,
          )
        fix.unwrapCall(call, main)
        fix.await(call)
      },
    }
  },
})
