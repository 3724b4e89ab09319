import { field, is } from '../../src/syntax/node.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

const POLICY = 'asyncio.AbstractEventLoopPolicy.get_event_loop'

export default defineTransform({
  title: '`asyncio.get_event_loop()` in a coroutine',
  why: 'In a coroutine it is a slower `get_running_loop()`; elsewhere it warns or raises since Python 3.12, so its meaning depends on where it stands.',
  writes: '`asyncio.get_running_loop()`',
  safety: 'safe; unsafe for `get_event_loop_policy().get_event_loop()`, and where it is asked whether it runs',
  leaves: [
    'calls outside coroutines: in `__init__`, in callbacks and lambdas, at module level',
    'other objects’ `get_event_loop` methods',
  ],
  level: 'note',
  see: ['https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.get_event_loop'],
  on: callsTo('asyncio.get_event_loop', POLICY),
  *check(call, file) {
    if (!file.runsOnLoop(call)) return
    const callee = field(call, 'function')
    const asked = is(call.parent, 'attribute') ? field(call.parent, 'attribute').text : undefined
    const isPolicy = file.nameOf(callee) === POLICY
    yield {
      at: call,
      message: 'the running loop is at hand here: `asyncio.get_running_loop()` says so, and fails where there is none',
      fix(fix) {
        if (asked === 'is_running')
          fix.caution('this asks whether a loop runs, and `get_running_loop()` raises where none does')
        if (isPolicy) fix.caution('a policy can be set to give a loop other than the running one')
        if (isPolicy && !is(callee, 'attribute')) fix.refuse('the policy is not asked directly here')
        fix.rename(callee, 'asyncio.get_running_loop')
      },
    }
  },
})
