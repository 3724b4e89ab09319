import { carryContext } from '../../src/fix/verbs/context.ts'
import { contextRead } from '../../src/semantics/questions/context.ts'
import { handoverBy } from '../../src/semantics/questions/handovers.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

export default defineTransform({
  title: '`run_in_executor` of a function that reads a context variable',
  why: 'The thread has a context of its own: the function sees the default, or raises LookupError, whatever the task has set.',
  writes:
    '`await asyncio.to_thread(render, page)`, or `run_in_executor(pool, contextvars.copy_context().run, render, page)`',
  safety: 'safe',
  leaves: [
    'a function that sets context variables itself',
    'an executor of which it is not known that it has threads',
    '`asyncio.to_thread` and `copy_context().run`, which carry the context',
  ],
  level: 'error',
  see: ['https://docs.python.org/3/library/asyncio-task.html#asyncio.to_thread'],
  on: callsTo('asyncio.AbstractEventLoop.run_in_executor'),
  *check(call, file) {
    const handover = handoverBy(call, file)
    if (handover?.runsIn !== 'thread' || handover.keepsContext) return
    const read = contextRead(handover.given, file)
    if (!read) return
    yield {
      at: call,
      message: `\`${read.variable}\` is read in the thread, which does not have this task's context: ${read.chain.join(' -> ')}`,
      fix: fix => carryContext(call, fix),
    }
  },
})
