import { plainFixture } from '../../src/semantics/questions/fixtures.ts'
import { field } from '../../src/syntax/node.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'A coroutine as a `pytest.fixture`, with pytest-asyncio in strict mode',
  why: 'In that mode pytest-asyncio leaves it to pytest, which gives the tests the coroutine itself, or refuses to.',
  writes: '`@pytest_asyncio.fixture`',
  safety: 'unsafe',
  leaves: [
    '`asyncio_mode = auto`, anyio and trio, and projects with plugins or hooks of their own that may run it',
    'a file that does not say that pytest-asyncio runs its tests',
    'a fixture that a test of the file awaits or iterates itself',
  ],
  level: 'error',
  see: ['https://pytest-asyncio.readthedocs.io/en/stable/concepts.html#strict-mode'],
  on: nodes('function_definition'),
  *check(definition, file) {
    const fixture = plainFixture(definition, file)
    if (!fixture) return
    const name = field(definition, 'name')
    yield {
      at: name,
      message: `\`${name.text}\` is a coroutine, and \`pytest.fixture\` hands it out without running it`,
      fix(fix) {
        fix.caution('the tests then get what the fixture gives, from the event loop of its scope')
        fix.rename(fixture, 'pytest_asyncio.fixture')
      },
    }
  },
})
