import { decorate } from '../../src/fix/verbs/marks.ts'
import { isUnmarkedTest, usesPytestAsyncio } from '../../src/semantics/questions/pytest.ts'
import { field } from '../../src/syntax/node.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'A coroutine as a pytest test that no plugin runs',
  why: 'On its own pytest runs no coroutines: it skips the test, or fails it from 8.4 on, and what the test checks is never checked.',
  writes: '`@pytest.mark.asyncio` above the test',
  safety:
    'safe where the file has that mark on other tests, or the configuration says `asyncio_mode = strict`; else unsafe',
  leaves: [
    '`asyncio_mode = auto` in any configuration around the file, a `conftest.py` with hooks of its own, plugins that run all coroutines',
    'a mark of the test, its class or its module by which a plugin may run it, and decorators that are not known',
    'a class that inherits from another, and a test that the file calls itself',
    'a file that pytest does not collect, such as a route called `test_connection`',
  ],
  level: 'error',
  see: ['https://pytest-asyncio.readthedocs.io/en/stable/concepts.html#test-discovery-modes'],
  on: nodes('function_definition'),
  *check(definition, file) {
    if (!isUnmarkedTest(definition, file)) return
    const name = field(definition, 'name')
    yield {
      at: name,
      message: `\`${name.text}\` is a coroutine, and without a mark no plugin of pytest runs it`,
      fix(fix) {
        if (!usesPytestAsyncio(file)) fix.caution('nothing in sight says that pytest-asyncio runs the tests here')
        decorate(definition, 'pytest.mark.asyncio', fix)
      },
    }
  },
})
