import { field } from '../../src/syntax/node.ts'
import { defineTransform, nodes, onLoop } from '../../src/transform.ts'

export default defineTransform({
  title: 'A function of your own that blocks is called in a coroutine',
  why: 'Until it returns no other task runs, no timeout fires and no cancellation is delivered.',
  writes: '`await asyncio.get_running_loop().run_in_executor(None, helper, argument)`',
  safety: 'unsafe',
  leaves: [
    'a function that blocks on some of its paths only, without `--pedantic`, or more than three calls away',
    'what opens or looks at files, logs, or waits for a lock',
    'a function under a cache, or one that asks which thread it runs on',
    'a call in a nested function or lambda',
  ],
  level: 'warning',
  codes: ['ASYNC200'],
  see: ['https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code'],
  on: onLoop(nodes('call')),
  *check(call, file) {
    if (file.useOf(call) === 'awaited') return
    const callee = field(call, 'function')
    const name = file.options.blockingCalls.length > 0 ? file.nameOf(callee) : undefined
    const isNamed = name !== undefined && file.options.blockingCalls.includes(name)
    const helper = isNamed ? undefined : file.blockingHelper(call)
    if (!isNamed && (!helper || (helper.chain.isConditional && !file.options.pedantic))) return
    yield {
      at: call,
      message: helper?.message ?? `\`${name}\` blocks, by the configuration, and the event loop with it`,
      fix(fix) {
        fix.caution('the function then runs in another thread')
        fix.toThread(call)
      },
    }
  },
})
