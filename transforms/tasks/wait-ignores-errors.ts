import { unseenTasks } from '../../src/semantics/questions/waits.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

export default defineTransform({
  title: '`asyncio.wait` without a look at what is done',
  why: '`wait` never raises: where nobody reads its first set, a task that failed looks like one that went well.',
  writes: 'nothing: `await asyncio.gather(*tasks)`, a `TaskGroup`, or `task.result()` of each',
  safety: 'manual',
  leaves: [
    'a `wait` whose `done` set is read, and tasks that are read afterwards or have another name',
    'tasks that the function cancels, and those that come from elsewhere',
  ],
  level: 'warning',
  see: ['https://docs.python.org/3/library/asyncio-task.html#asyncio.wait'],
  on: callsTo('asyncio.wait'),
  *check(call, file) {
    const tasks = unseenTasks(call, file)
    if (tasks === undefined) return
    yield {
      at: call,
      message: 'nobody reads which tasks are done: their exceptions go unseen',
      fix(fix) {
        fix.refuse(
          `write \`done, pending = await asyncio.wait(…)\` and call \`result()\` on each of \`done\`, or \`await asyncio.gather(*${tasks})\` where all are to succeed`,
        )
      },
    }
  },
})
