import type { AsyncTestCase } from '../../semantics/questions/testcases.ts'
import { closest, field } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'

/** What `IsolatedAsyncioTestCase` calls the coroutines among the methods around a test. */
const ASYNC_NAMES: ReadonlyMap<string, string> = new Map([
  ['setUp', 'asyncSetUp'],
  ['tearDown', 'asyncTearDown'],
])

/**
 * Gives a class of tests the base that runs coroutines.
 * https://docs.python.org/3/library/unittest.html#unittest.IsolatedAsyncioTestCase
 */
export function isolate({ base, isDirect, elsewhere, dropped }: AsyncTestCase, fix: FixBuilder): void {
  if (!base) {
    fix.refuse(`make \`unittest.IsolatedAsyncioTestCase\` the base of ${elsewhere}, or of this class`)
  }
  const owner = closest(dropped[0], 'class_definition')
  if (owner && OWN_LOOP.test(owner.text)) {
    fix.caution('the class deals with event loops itself, and each test then runs on one that unittest makes')
  }
  if (!isDirect)
    fix.caution('all classes that inherit from this base, and its other bases, are then run by the loop too')
  for (const method of dropped) {
    const name = field(method, 'name')
    const renamed = ASYNC_NAMES.get(name.text)
    if (renamed === undefined) continue
    if (/\bsuper\(/.test(method.text)) {
      fix.refuse(
        `make \`unittest.IsolatedAsyncioTestCase\` the base, and \`${renamed}\` of \`${name.text}\`, which calls \`super()\``,
      )
    }
    fix.replace(name, renamed)
  }
  fix.rename(base, 'unittest.IsolatedAsyncioTestCase')
}

const OWN_LOOP = /\b(new_event_loop|set_event_loop|get_event_loop|run_until_complete|asyncio\.run)\(/
