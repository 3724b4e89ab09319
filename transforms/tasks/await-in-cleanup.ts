import { cleanupAround } from '../../src/semantics/questions/cancellation.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'An `await` in a cleanup that a second cancellation cuts',
  why: 'Where the task is cancelled again, or a timeout ends while it cleans up, what is awaited is cancelled in the middle and the rest of the cleanup does not run.',
  writes: '`await asyncio.shield(connection.close())`',
  safety: 'unsafe',
  leaves: [
    'what is awaited in a `try` or `with` of its own inside the cleanup',
    '`asyncio.sleep`, `wait`, `wait_for`, and tasks and futures that are awaited by name',
    'modules that run under trio or anyio',
  ],
  level: 'note',
  optIn: true,
  codes: ['ASYNC102', 'TRIO102'],
  see: ['https://docs.python.org/3/library/asyncio-task.html#asyncio.shield'],
  on: nodes('await'),
  *check(node, file) {
    const clause = cleanupAround(node, file)
    const [call] = node.children
    if (!clause || !call) return
    yield {
      at: node,
      message: `a second cancellation cuts this \`await\` in the \`${clause.kind === 'finally_clause' ? 'finally' : 'except'}\` block`,
      fix(fix) {
        fix.caution('a cleanup that hangs can then no longer be cancelled')
        fix.wrap(call, `${fix.use('asyncio.shield')}(`, ')')
      },
    }
  },
})
