import { makeRunnable } from '../../src/fix/verbs/runs.ts'
import { plainRuns } from '../../src/semantics/questions/runs.ts'
import { field } from '../../src/syntax/node.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'A plain function is run as if it were a coroutine function',
  why: 'The function has run to its end before anything could wait for it, and what is to run its result raises ValueError or TypeError.',
  writes: '`async def main()`, with an `await` for each coroutine that it drops',
  safety: 'unsafe',
  leaves: [
    'a function whose result may be awaitable, or is not known',
    'a call that is meant to fail: under `pytest.raises`, `assertRaises` and the like',
    'a function with other uses, one that makes no coroutine, a method: reported, with the advice',
  ],
  level: 'error',
  see: [
    'https://docs.python.org/3/library/asyncio-runner.html#asyncio.run',
    'https://docs.python.org/3/library/asyncio-task.html#awaitables',
  ],
  on: nodes('call'),
  *check(call, file) {
    for (const plain of plainRuns(call, file)) {
      if (file.isExpectedToFail(call, 'TypeError') || file.isExpectedToFail(call, 'ValueError')) return
      yield {
        at: plain,
        message: `\`${field(call, 'function').text}\` is given what \`${field(plain, 'function').text}()\` returns, which is no awaitable`,
        fix: fix => makeRunnable(plain, fix),
      }
    }
  },
})
