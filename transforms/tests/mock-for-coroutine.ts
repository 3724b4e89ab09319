import { plainMock } from '../../src/semantics/questions/mocks.ts'
import { callsTo, defineTransform } from '../../src/transform.ts'

export default defineTransform({
  title: 'A mock that cannot be awaited in the place of a coroutine function',
  why: 'The code under test awaits what the mock gives, and gets a TypeError instead of what the test is about.',
  writes: '`patch("shop.fetch", AsyncMock(return_value=page))`',
  safety: 'unsafe',
  leaves: [
    '`patch("shop.fetch")` without a mock of its own: since Python 3.8 it makes an `AsyncMock` by itself',
    'a mock with a `side_effect`, a `spec`, or a `return_value` that may be awaited',
    'a function that some code calls without awaiting it, and a test that expects no call, or a failure',
  ],
  level: 'error',
  see: ['https://docs.python.org/3/library/unittest.mock.html#unittest.mock.AsyncMock'],
  on: callsTo('unittest.mock.patch', 'unittest.mock.patch.object'),
  *check(call, file) {
    const found = plainMock(call, file)
    if (!found) return
    const { mock, target } = found
    yield {
      at: mock,
      message: `\`${target}\` is a coroutine function and is awaited, which a \`${mock.text}\` cannot be`,
      fix(fix) {
        fix.caution('the mock then gives a coroutine, also to code that does not await it')
        fix.rename(mock, 'unittest.mock.AsyncMock')
      },
    }
  },
})
