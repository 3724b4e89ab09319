import { onlyMakesCoroutine } from '../../src/semantics/questions/arguments.ts'
import { field, is } from '../../src/syntax/node.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'A coroutine is called in a coroutine and never awaited',
  why: 'Calling a coroutine function only makes a coroutine; its body never runs, and Python says so only when the object is collected.',
  writes: '`await fetch()`',
  safety:
    'safe; unsafe for the left operand of `and`/`or`, and for `gather`, `shield` and `run_in_executor`, whose work runs anyway',
  leaves: [
    'a coroutine that is returned, stored, yielded or passed to any other function',
    'a callee that is not certain: an unknown decorator, several definitions, a base class from elsewhere',
    'a call that is meant to fail: under `pytest.raises`, `assertWarns` and the like',
  ],
  level: 'error',
  codes: ['ASYNC105', 'TRIO105'],
  typeCodes: ['unused-coroutine', 'unused-awaitable', 'reportUnusedCoroutine'],
  see: ['https://docs.python.org/3/library/asyncio-dev.html#detect-never-awaited-coroutines'],
  on: nodes('call'),
  *check(call, file) {
    if (!file.runsOnLoop(call) || file.useOf(call) !== 'dropped') return
    const result = file.resultOf(call)
    const { kind } = result
    if (kind !== 'coroutine' && kind !== 'awaitable') return
    // Python only warns of it, but the call itself raises where the arguments do not fit.
    if (file.isExpectedToFail(call, onlyMakesCoroutine(call, file) ? 'RuntimeWarning' : 'TypeError')) return
    const name = field(call, 'function').text
    yield {
      at: call,
      message:
        kind === 'coroutine'
          ? `the coroutine \`${name}()\` is never awaited, so it does not run`
          : `nothing waits for the result of \`${name}()\`, nor sees its exception`,
      restsOn: result,
      fix(fix) {
        if (is(call.parent, 'boolean_operator') && call.role === 'left') {
          fix.caution('its value then decides whether the other operand is evaluated')
        }
        if (kind === 'awaitable') fix.caution('the work is under way already; this code would then wait for its end')
        fix.await(call)
      },
    }
  },
})
