import { argumentsOf, is, keywordOf } from '../../src/syntax/node.ts'
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
    const [first] = argumentsOf(call)
    const waited = is(first, 'keyword_argument') ? keywordOf(call, 'fs') : first
    if (!waited || file.isExpectedToFail(call, 'TypeError')) return
    const collected = is(waited, 'identifier') ? file.collectedIn(waited) : []
    const given = collected.length > 0 ? collected : file.elementsOf(waited)
    const coroutines = given.filter(element => file.resultOfExpression(element).kind === 'coroutine')
    // A list under a name is made into tasks as a whole, where it is waited for.
    if (coroutines.length === 0 || (collected.length > 0 && coroutines.length < collected.length)) return
    yield {
      at: call,
      message: '`asyncio.wait` takes tasks, and is given coroutines',
      fix(fix) {
        for (const coroutine of coroutines) fix.cautionIfDoubtful(file.resultOfExpression(coroutine))
        const start = fix.taskStarter(call)
        if (collected.length > 0) {
          const each = fix.freshName('coroutine')
          fix.wrap(waited, `[${start}(${each}) for ${each} in `, ']')
        } else for (const coroutine of coroutines) fix.wrap(coroutine, `${start}(`, ')')
      },
    }
  },
})
