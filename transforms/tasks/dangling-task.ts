import { keepUntilDone } from '../../src/fix/verbs/tasks.ts'
import { taskFunctions } from '../../src/knowledge/coroutines.ts'
import { isLetGo } from '../../src/semantics/questions/tasks.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

export default defineTransform({
  title: 'A task that nothing holds on to',
  why: 'The event loop keeps only a weak reference to its tasks: it may be collected before it is done, and an exception in it is seen by nobody.',
  writes: '`_background_tasks.add(task)` and `task.add_done_callback(_background_tasks.discard)`',
  safety: 'unsafe',
  leaves: [
    'a task that is awaited, returned, passed on, or stored in an attribute or a collection',
    'a task under a local name that is read, or that lives while the function awaits something else',
    'tests: they end before it matters',
    '`create_task` of a `TaskGroup`, a nursery or an object of your own',
    '`ensure_future` of anything but the call of a known coroutine',
  ],
  level: 'warning',
  codes: ['RUF006', 'ASYNC300'],
  see: ['https://docs.python.org/3/library/asyncio-task.html#asyncio.create_task'],
  on: callsTo(...taskFunctions),
  *check(call, file) {
    const holder = isLetGo(call, file)
    if (!holder) return
    yield {
      at: call,
      message: 'nothing holds on to this task: it may be collected before it is done, and its exception is lost',
      fix: fix => keepUntilDone(call, holder, fix),
    }
  },
})
