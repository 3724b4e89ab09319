import { deprecatedCalls } from '../../src/knowledge/deprecated-loop-api.ts'
import { policyAdvice } from '../../src/semantics/questions/event-loops.ts'
import { isVersionGuarded } from '../../src/semantics/questions/version-guard.ts'
import { field, is } from '../../src/syntax/node.ts'
import { defineTransform, near, nodes } from '../../src/transform.ts'

/** https://docs.python.org/3/whatsnew/3.14.html#asyncio */
const DEPRECATED_IN = 14
/** `asyncio.run` takes a `loop_factory`: https://docs.python.org/3/library/asyncio-runner.html#asyncio.run */
const LOOP_FACTORY_SINCE = 12

export default defineTransform({
  title: 'A part of the event-loop API that Python 3.14 deprecates or has removed',
  why: 'Policies and `asyncio.iscoroutinefunction` warn and go in Python 3.16; child watchers are gone already.',
  writes: '`inspect.iscoroutinefunction`',
  safety: 'safe; policies and child watchers are left to a person',
  leaves: [
    '`asyncio.iscoroutinefunction` in code that also runs before Python 3.14',
    'policies and child watchers in code that also runs before Python 3.12, where `asyncio.run` takes no `loop_factory`',
    'code behind a test of `sys.version_info` or `hasattr`',
  ],
  level: 'note',
  see: [
    'https://docs.python.org/3/whatsnew/3.14.html#asyncio',
    'https://docs.python.org/3/library/asyncio-policy.html',
    'https://docs.python.org/3/library/inspect.html#inspect.iscoroutinefunction',
  ],
  on: near(
    ['iscoroutinefunction', 'event_loop_policy', 'child_watcher', 'ChildWatcher'],
    nodes('attribute', 'identifier', 'call'),
  ),
  *check(node, file) {
    const { target } = file.options
    if (target < LOOP_FACTORY_SINCE || isVersionGuarded(node)) return
    if (is(node, 'call')) {
      const name = file.nameOf(field(node, 'function')) ?? ''
      const advice = deprecatedCalls.get(name)
      // Another finding asks for the running loop there.
      if (!advice || (is(node.parent, 'attribute') && file.runsOnLoop(node))) return
      yield {
        at: node,
        message: `\`${name}\` is deprecated or gone in Python 3.14`,
        fix: fix => fix.refuse(policyAdvice(node, file) ?? advice),
      }
    } else if (is(node, 'attribute', 'identifier') && /\biscoroutinefunction$/.test(node.text)) {
      if (target < DEPRECATED_IN || !file.isReference(node)) return
      if (file.nameOf(node) !== 'asyncio.iscoroutinefunction') return
      yield {
        at: node,
        message: '`asyncio.iscoroutinefunction` warns since Python 3.14; that of `inspect` says the same',
        fix: fix => fix.rename(node, 'inspect.iscoroutinefunction'),
      }
    }
  },
})
