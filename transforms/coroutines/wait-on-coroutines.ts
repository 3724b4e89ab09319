import { argumentsOf, is } from '../../src/syntax/node.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

export default defineTransform({
  title: '`asyncio.wait()` is given coroutines',
  why: 'Since Python 3.11 that is a TypeError; before, the tasks it made were not the objects that were passed.',
  writes: '`asyncio.wait([asyncio.create_task(f())])`',
  safety: 'safe',
  leaves: ['tasks, futures and names that may hold them', 'a list that is used for more than the `wait`'],
  level: 'error',
  see: ['https://docs.python.org/3/library/asyncio-task.html#asyncio.wait'],
  on: callsTo('asyncio.wait'),
  *check(call, file) {
    const [waited] = argumentsOf(call)
    if (!waited || is(waited, 'keyword_argument') || file.isExpectedToFail(call, 'TypeError')) return
    const coroutines = file.elementsOf(waited).filter(element => file.isCoroutine(element))
    if (coroutines.length === 0) return
    yield {
      at: call,
      message: '`asyncio.wait` takes tasks, and is given coroutines',
      fix(fix) {
        const start = fix.taskStarter(call)
        for (const coroutine of coroutines) fix.wrap(coroutine, `${start}(`, ')')
      },
    }
  },
})
