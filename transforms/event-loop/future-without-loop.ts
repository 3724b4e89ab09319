import { lazyPrimitives } from '../../src/knowledge/loop-arguments.ts'
import { placeWithoutLoop } from '../../src/semantics/questions/event-loops.ts'
import { field, keywordOf } from '../../src/syntax/node.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

/** Since then they find their loop when they are used: https://docs.python.org/3/whatsnew/3.10.html#asyncio */
const LAZY_SINCE = 10

export default defineTransform({
  title: 'A future is made where no event loop runs',
  why: 'It belongs to whatever loop is current then, if there is one, and not to the loop that `asyncio.run` makes: whoever awaits it fails, or waits forever.',
  writes: 'nothing: make it in a coroutine, by `asyncio.get_running_loop().create_future()`',
  safety: 'manual: left to a person',
  leaves: [
    'what is given its `loop`, and `loop.create_future()`',
    'functions and methods, which a coroutine may call, but for an `__init__` that runs at import',
    '`Lock`, `Event`, `Queue` and their like, unless it is said that the code runs before Python 3.10',
  ],
  level: 'warning',
  see: [
    'https://docs.python.org/3/library/asyncio-future.html#asyncio.Future',
    'https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.create_future',
    'https://docs.python.org/3/whatsnew/3.10.html#asyncio',
  ],
  on: callsTo('asyncio.Future', ...lazyPrimitives),
  *check(call, file) {
    const { target, isTargetAssumed } = file.options
    const name = file.nameOf(field(call, 'function')) ?? ''
    const isFuture = name === 'asyncio.Future'
    if (!isFuture && (target >= LAZY_SINCE || isTargetAssumed)) return
    const place = keywordOf(call, 'loop') ? undefined : placeWithoutLoop(call, file)
    if (!place || file.isExpectedToFail(call)) return
    yield {
      at: call,
      message: `\`${name}\` is made ${place}, where no loop runs`,
      fix(fix) {
        const instead = isFuture ? '`asyncio.get_running_loop().create_future()`' : 'the same call'
        fix.refuse(`make it in the coroutine that needs it first, by ${instead}`)
      },
    }
  },
})
