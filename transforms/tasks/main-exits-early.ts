import { endWithTasks } from '../../src/fix/verbs/main.ts'
import { abandonedBy } from '../../src/semantics/questions/tasks.ts'
import { field } from '../../src/syntax/node.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'The main coroutine starts tasks and ends',
  why: '`asyncio.run` cancels what still runs when its coroutine returns: the tasks get no further than their first `await`.',
  writes: '`await asyncio.gather(…)` of them at its end; with `--task-group`, on Python 3.11, an `asyncio.TaskGroup`',
  safety: 'unsafe',
  leaves: [
    'a main coroutine that awaits anything after it has started the tasks: they may be meant to run only that long',
    'tasks that are awaited, returned, stored or passed on',
    'coroutines that are not given to `asyncio.run`, or not to it alone',
  ],
  level: 'warning',
  see: ['https://docs.python.org/3/library/asyncio-runner.html#asyncio.run'],
  on: nodes('function_definition'),
  *check(definition, file) {
    const calls = abandonedBy(definition, file)
    const [first] = calls
    if (!first) return
    const what = calls.length === 1 ? 'this task' : 'the tasks it starts'
    yield {
      at: first,
      message: `\`${field(definition, 'name').text}\` ends without awaiting ${what}, and \`asyncio.run\` then cancels ${calls.length === 1 ? 'it' : 'them'}`,
      fix: fix => endWithTasks(definition, calls, fix),
    }
  },
})
