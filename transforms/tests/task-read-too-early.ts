import { awaitTask } from '../../src/fix/verbs/futures.ts'
import { madeJustBefore } from '../../src/semantics/questions/early-reads.ts'
import { field, is, type Node } from '../../src/syntax/node.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

/** How a call asks a task for what it has come to, or insists that it has come to something. */
function readOf(call: Node<'call'>): string | undefined {
  const callee = field(call, 'function')
  const name = is(callee, 'attribute') ? field(callee, 'attribute').text : ''
  if (name === 'result' || name === 'exception') return name
  const { parent } = call
  const outer = is(parent, 'argument_list') ? parent.parent : undefined
  const isAsserted = is(parent, 'assert_statement')
    ? parent.children[0] === call
    : is(outer, 'call') && field(outer, 'function').text === 'self.assertTrue'
  return name === 'done' && isAsserted ? name : undefined
}

export default defineTransform({
  title: 'A task is read before it has had a chance to run',
  why: 'A task begins when the coroutine that made it awaits something: until then it is not done, and its `result()` raises InvalidStateError.',
  writes: '`await task` for `task.result()`',
  safety: 'unsafe; `done()` and `exception()` are reported, with the advice',
  leaves: [
    'anything awaited between the two, and a read in a loop, which comes round again',
    '`assert not task.done()`',
    'a task factory of the project’s own, which may run tasks at once',
    'a test that expects InvalidStateError',
  ],
  level: 'error',
  see: ['https://docs.python.org/3/library/asyncio-task.html#asyncio.Task.result'],
  on: nodes('call'),
  *check(call, file) {
    const read = readOf(call)
    const isMeant = read === undefined || file.isExpectedToFail(call, 'InvalidStateError')
    const made = isMeant ? undefined : madeJustBefore(call, file)
    if (!made) return
    yield {
      at: call,
      message: `the task has not begun: nothing is awaited since line ${file.lineAt(made.start)}, which makes it`,
      fix(fix) {
        if (read !== 'result') fix.refuse('await the task first, or let it begin with `await asyncio.sleep(0)`')
        fix.caution('this code then waits until the task is done')
        awaitTask(call, fix)
      },
    }
  },
})
