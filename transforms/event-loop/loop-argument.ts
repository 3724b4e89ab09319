import { removeLoop } from '../../src/fix/verbs/arguments.ts'
import { loopTakers } from '../../src/knowledge/loop-arguments.ts'
import { isInCoroutine, isLoopGetter } from '../../src/semantics/questions/event-loops.ts'
import { isVersionGuarded } from '../../src/semantics/questions/version-guard.ts'
import { argumentsOf, field, is } from '../../src/syntax/node.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

/** Python 3.10 took the argument away: https://docs.python.org/3/whatsnew/3.10.html#removed */
const GONE_SINCE = 10
/** What makes futures at once, and so needs a loop where it stands. */
const NEEDS_A_LOOP = /\b(as_completed|gather|shield)$/

export default defineTransform({
  title: '`loop=` where asyncio no longer takes it',
  why: 'Since Python 3.10 the call raises TypeError; what runs the code is the running loop, and no other could be meant.',
  writes: 'the call without it: `asyncio.Lock()`',
  safety:
    'safe where the code runs on Python 3.10 or newer only, or the argument is the running loop; else unsafe, as is `gather` outside coroutines',
  leaves: [
    '`loop=` where it is still taken: `Future`, `Task`, `ensure_future`, `wrap_future`, `StreamReader`, `run_coroutine_threadsafe`',
    '`loop=` of other libraries and of your own functions',
    'code behind a test of `sys.version_info`, and a call that is meant to fail',
  ],
  level: 'error',
  see: ['https://docs.python.org/3/whatsnew/3.10.html#changes-in-the-python-api'],
  on: callsTo(...loopTakers),
  *check(call, file) {
    const argument = argumentsOf(call).find(each => is(each, 'keyword_argument') && field(each, 'name').text === 'loop')
    if (!is(argument, 'keyword_argument') || isVersionGuarded(call) || file.isExpectedToFail(call, 'TypeError')) return
    const loop = field(argument, 'value')
    yield {
      at: call,
      message: `\`${field(call, 'function').text}\` takes no \`loop\` since Python 3.10, and raises TypeError`,
      fix(fix) {
        if (file.options.target < GONE_SINCE && !file.isRunningLoop(loop))
          fix.caution('before Python 3.10 the argument may name another loop than the one that runs this code')
        if (NEEDS_A_LOOP.test(field(call, 'function').text) && !isInCoroutine(call, file))
          fix.caution('no loop may run here, and then it takes the current one, or raises RuntimeError')
        if (is(loop, 'call') && !isLoopGetter(loop, file)) fix.caution(`\`${loop.text}\` is no longer called here`)
        removeLoop(argument, fix)
      },
    }
  },
})
