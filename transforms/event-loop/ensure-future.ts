import { argumentsOf, field, is, type Node } from '../../src/syntax/node.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

const ON_LOOP = 'asyncio.AbstractEventLoop.create_task'

/** Whether an argument is `loop=…`, or may hold it. */
function mayBeLoop(argument: Node): boolean {
  return is(argument, 'keyword_argument') ? field(argument, 'name').text === 'loop' : is(argument, 'dictionary_splat')
}

export default defineTransform({
  title: '`ensure_future` or `loop.create_task` where `asyncio.create_task` says it',
  why: '`ensure_future` also takes futures and awaitables and hides which one it is given; the loop at hand is the running one anyway.',
  writes: '`asyncio.create_task(f())`',
  safety: 'safe',
  leaves: [
    '`ensure_future` of anything but the call of a known coroutine: it may be a future',
    '`ensure_future(…, loop=…)`, and any call outside coroutines, where no loop may be running',
    '`create_task` of another loop, a TaskGroup or an object of your own',
  ],
  level: 'note',
  see: ['https://docs.python.org/3/library/asyncio-future.html#asyncio.ensure_future'],
  on: callsTo('asyncio.ensure_future', ON_LOOP),
  *check(call, file) {
    if (!file.runsOnLoop(call)) return
    const callee = field(call, 'function')
    const [coroutine, ...rest] = argumentsOf(call)
    if (!coroutine || file.resultOfExpression(coroutine).kind !== 'coroutine') return
    if (rest.some(mayBeLoop)) return
    const isOnLoop = file.nameOf(callee) === ON_LOOP
    if (isOnLoop && !file.isRunningLoop(is(callee, 'attribute') ? field(callee, 'object') : callee)) return
    yield {
      at: call,
      message: `\`${isOnLoop ? 'loop.create_task' : 'ensure_future'}\` of a coroutine is \`asyncio.create_task\``,
      fix(fix) {
        fix.cautionIfDoubtful(file.resultOfExpression(coroutine))
        fix.rename(callee, 'asyncio.create_task')
        if (is(callee, 'attribute')) fix.removeIfUnused(field(callee, 'object'))
      },
    }
  },
})
