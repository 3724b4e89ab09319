import { readAfterTimeout } from '../../src/semantics/questions/limits.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

export default defineTransform({
  title: '`wait_for` cancels a task that the code goes on using',
  why: 'When the time is up `wait_for` cancels what it waits for: whoever awaits that task afterwards gets a `CancelledError`.',
  writes: '`await asyncio.wait_for(asyncio.shield(task), 5)`',
  safety: 'unsafe',
  leaves: [
    'a task that nothing awaits after the timeout, or that is cancelled, replaced or asked whether it is `done()` first',
    'a later `await` that expects a `CancelledError`',
    'what `wait_for` is given otherwise than by the local name of a task',
  ],
  level: 'warning',
  see: ['https://docs.python.org/3/library/asyncio-task.html#asyncio.wait_for'],
  on: callsTo('asyncio.wait_for'),
  *check(call, file) {
    const task = readAfterTimeout(call, file)
    if (!task) return
    yield {
      at: call,
      message: `\`${task.text}\` is awaited again after the timeout, and is cancelled by then`,
      fix(fix) {
        fix.caution('the task then runs on after the timeout')
        fix.wrap(task, `${fix.use('asyncio.shield')}(`, ')')
      },
    }
  },
})
