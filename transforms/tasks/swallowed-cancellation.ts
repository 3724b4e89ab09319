import { letCancellationThrough } from '../../src/fix/verbs/handlers.ts'
import { swallowsCancellation } from '../../src/semantics/questions/cancellation.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'A handler swallows the cancellation of its task',
  why: '`task.cancel()`, `asyncio.timeout` and `TaskGroup` work by raising `CancelledError` at an `await`: a coroutine that catches it and goes on cannot be stopped.',
  writes: '`except asyncio.CancelledError: raise` before the handler, or `raise` at its end',
  safety: 'unsafe',
  leaves: [
    '`except Exception`, which does not catch a `CancelledError` since Python 3.8',
    'a handler that raises, ends the program, or hands the exception on to somebody',
    '`except CancelledError` or `BaseException` after which the coroutine does not come back to the same `await`, and what awaits a task, `gather` or `wait_for`: the task may be what was cancelled',
    'a function that cancels something itself: `task.cancel()`, then `try: await task` and `except CancelledError: pass`',
    'a function whose docstring, or whose class’s, says that it ignores cancelling',
    'a `try` inside a handler or a `finally`: another exception may be on its way there',
    'modules that import trio or anyio',
  ],
  level: 'warning',
  codes: ['BLE001', 'ASYNC103', 'ASYNC104', 'TRIO103', 'TRIO104'],
  see: ['https://docs.python.org/3/library/asyncio-task.html#task-cancellation'],
  on: nodes('except_clause'),
  *check(handler, file) {
    const how = swallowsCancellation(handler, file)
    if (!how) return
    const what =
      how === 'broad'
        ? 'this handler catches `CancelledError` with everything else'
        : 'this handler catches `CancelledError` and goes back to waiting'
    yield {
      at: handler,
      message: `${what}: the task cannot be cancelled`,
      fix: fix => letCancellationThrough(handler, fix),
    }
  },
})
