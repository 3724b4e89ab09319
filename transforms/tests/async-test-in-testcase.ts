import { isolate } from '../../src/fix/verbs/testcases.ts'
import { asyncTestCase } from '../../src/semantics/questions/testcases.ts'
import { field } from '../../src/syntax/node.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'A coroutine as a test of a plain `unittest.TestCase`',
  why: 'The test runner calls it and drops the coroutine, so the test never runs and always passes.',
  writes: '`class PageTest(unittest.IsolatedAsyncioTestCase)`, and `asyncSetUp` for a coroutine `setUp`',
  safety: 'safe where `unittest.TestCase` is the only base; else unsafe',
  leaves: [
    '`IsolatedAsyncioTestCase`, and the test cases of Django, tornado, twisted, asynctest and other libraries',
    'a class whose bases are not all known, or that runs its tests itself',
    'a test under a decorator that may run it',
  ],
  level: 'error',
  see: ['https://docs.python.org/3/library/unittest.html#unittest.IsolatedAsyncioTestCase'],
  on: nodes('class_definition'),
  *check(definition, file) {
    const found = asyncTestCase(definition, file)
    if (!found) return
    const [first, ...others] = found.dropped.map(method => field(method, 'name'))
    if (!first) return
    const more = others.length > 0 ? ` (and so are ${others.length} more in this class)` : ''
    yield {
      at: first,
      message: `\`${first.text}\` is a coroutine${more}, and \`unittest.TestCase\` drops it instead of running it`,
      fix: fix => isolate(found, fix),
    }
  },
})
