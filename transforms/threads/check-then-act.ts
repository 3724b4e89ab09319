import { lateWrite } from '../../src/semantics/questions/checks.ts'
import { defineTransform, nodes, onLoop } from '../../src/transform.ts'

export default defineTransform({
  title: 'Shared state is tested, awaited for and then written',
  why: 'While the first task waits, others make the same test, find the same, and do the work again or overwrite its result.',
  writes: 'nothing: it says what to keep a lock for, or to store the task',
  safety: 'manual',
  leaves: [
    'an object of which nothing in the file shows that several tasks use it at once',
    'a test and a write under one lock, a second test after the `await`, a mark set before it',
    'what is written before the `await`, and a constant such as `None`',
  ],
  level: 'warning',
  see: ['https://docs.python.org/3/library/asyncio-sync.html#asyncio.Lock'],
  on: onLoop(nodes('if_statement')),
  *check(branch, file) {
    const found = lateWrite(branch, file)
    if (!found) return
    const { text, state, isKeyed, write, start } = found
    const line = file.lineAt(write.start)
    const at = start ? `, and runs of it go on side by side (line ${file.lineAt(start.start)})` : ''
    yield {
      at: branch.children[0] ?? branch,
      message: `\`${text}\` is tested here and written after an \`await\` (line ${line})${at}`,
      fix: fix =>
        fix.refuse(
          isKeyed
            ? `store the task at once, \`${text} = asyncio.create_task(…)\`, and await it on both paths, or hold an \`asyncio.Lock\` of this key from the test to the write`
            : `hold \`${state.text}_lock = asyncio.Lock()\` from the test to the write: \`async with ${state.text}_lock:\` around this \`if\``,
        ),
    }
  },
})
