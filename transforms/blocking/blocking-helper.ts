import { field } from '../../src/syntax/node.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'A function of your own that blocks is called in a coroutine',
  why: 'Until it returns no other task runs, no timeout fires and no cancellation is delivered.',
  writes: '`await asyncio.get_running_loop().run_in_executor(None, helper, argument)`',
  safety: 'unsafe',
  leaves: [
    'functions that `blocking-calls` in the configuration does not name',
    'a call in a nested function or lambda',
  ],
  level: 'warning',
  on: nodes('call'),
  *check(call, file) {
    const { blockingCalls } = file.options
    const name = blockingCalls.length > 0 ? file.nameOf(field(call, 'function')) : undefined
    if (name === undefined || !blockingCalls.includes(name) || !file.runsOnLoop(call) || file.useOf(call) === 'awaited')
      return
    yield {
      at: call,
      message: `\`${name}\` blocks, by the configuration, and the event loop with it`,
      fix(fix) {
        fix.caution('the function then runs in another thread')
        fix.toThread(call)
      },
    }
  },
})
