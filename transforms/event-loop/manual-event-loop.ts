import { cautionAboutLoop, runByRunner } from '../../src/fix/verbs/manual-loop.ts'
import { isInCoroutine, sharesTestLoop } from '../../src/semantics/questions/event-loops.ts'
import { manualLoopOf } from '../../src/semantics/questions/manual-loop.ts'
import { argumentsOf, field, is } from '../../src/syntax/node.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

export default defineTransform({
  title: 'An event loop is made and closed by hand',
  why: '`asyncio.get_event_loop()` warns where no loop runs since Python 3.12 and raises RuntimeError since 3.14; a loop of one’s own leaves tasks and asynchronous generators behind.',
  writes: '`asyncio.run(main())`; several runs on one loop: `with asyncio.Runner() as runner:` (Python 3.11)',
  safety:
    'safe at module level and in a function called only from there, where a coroutine function is run that is given nothing made before the loop; else unsafe',
  leaves: [
    'a loop that is used otherwise: `run_forever`, `create_task`, `add_signal_handler`',
    'a loop kept in an attribute, or that other functions or files use',
    'fixtures of pytest that run on the current loop, where other fixtures live',
    '`run_until_complete` of `asyncio.wait`, and of what is not known to be a coroutine',
    'loops of other kinds: `uvloop.new_event_loop()`, `asyncio.SelectorEventLoop()`',
  ],
  level: 'note',
  see: [
    'https://docs.python.org/3/library/asyncio-runner.html',
    'https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.get_event_loop',
  ],
  on: callsTo('asyncio.AbstractEventLoop.run_until_complete'),
  *check(call, file) {
    const { kind } = file.placeOf(call)
    if ((kind !== 'module' && kind !== 'function') || isInCoroutine(call, file)) return
    if (file.isExpectedToFail(call, 'RuntimeError') || file.imports('nest_asyncio')) return
    const loop = manualLoopOf(call, file)
    if (loop?.runs[0] !== call || sharesTestLoop(call, file)) return
    const given = loop.runs.map(run => argumentsOf(run)[0])
    // What `asyncio.wait` is given has to be tasks of this loop.
    if (given.some(each => is(each, 'call') && file.nameOf(field(each, 'function')) === 'asyncio.wait')) return
    const kinds = given.map(each => (is(each, 'call') ? file.resultOf(each).kind : 'unknown'))
    if (kinds.some(each => each !== 'coroutine' && each !== 'awaitable')) return
    yield {
      at: call,
      message: '`asyncio.run` makes a loop, runs the coroutine and closes the loop, whatever happens',
      fix(fix) {
        if (loop.handedOn)
          fix.refuse(
            'what it runs is given the loop: let that ask `asyncio.get_running_loop()`, and `asyncio.run` can take the place of the loop',
          )
        if (kinds.includes('awaitable'))
          fix.refuse(
            'it runs no coroutine but a future, which needs a loop before: await it in an `async def`, and run that',
          )
        cautionAboutLoop(call, loop, fix)
        runByRunner(loop, fix)
      },
    }
  },
})
