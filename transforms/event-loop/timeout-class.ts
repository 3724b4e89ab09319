import { catchAsyncioToo, enterTimeout, nameBuiltin } from '../../src/fix/verbs/timeouts.ts'
import { missedTimeout, oldTimeout } from '../../src/semantics/questions/timeouts.ts'
import { field, is } from '../../src/syntax/node.ts'
import { defineTransform, near, nodes } from '../../src/transform.ts'

/** Python 3.11 made the two classes one: https://docs.python.org/3/library/asyncio-exceptions.html#asyncio.TimeoutError */
const ONE_CLASS_SINCE = 11

export default defineTransform({
  title: 'A timeout’s class is not the one that the target version has',
  why: 'Before Python 3.11 asyncio raises a `TimeoutError` of its own, which the builtin’s name does not catch; since then one class and `asyncio.timeout` serve both.',
  writes:
    '`except (asyncio.TimeoutError, TimeoutError)` before Python 3.11; since then `async with asyncio.timeout(x)` for `async_timeout`, and `TimeoutError` for `asyncio.TimeoutError` where this is selected by name',
  safety: 'safe; unsafe for `async_timeout`',
  leaves: [
    '`except TimeoutError` where nobody says that the code runs before Python 3.11, or asyncio’s class is caught beside it',
    'an `async_timeout` whose object is used, or that is not entered where it is made',
    '`asyncio.TimeoutError`, unless this is selected by name: it is an alias, and a matter of taste',
    'a file with a `TimeoutError` of its own, and imports of the name',
  ],
  level: 'warning',
  codes: ['UP041'],
  see: [
    'https://docs.python.org/3/library/asyncio-exceptions.html#asyncio.TimeoutError',
    'https://docs.python.org/3/library/asyncio-task.html#asyncio.timeout',
  ],
  on: near(['timeout', 'TimeoutError'], nodes('attribute', 'identifier', 'call', 'except_clause')),
  *check(node, file) {
    const { target, isTargetAssumed } = file.options
    if (target < ONE_CLASS_SINCE) {
      const builtin = !isTargetAssumed && is(node, 'call', 'except_clause') ? missedTimeout(node, file) : undefined
      if (!builtin) return
      yield {
        at: builtin,
        message: '`TimeoutError` does not catch what asyncio raises here before Python 3.11',
        fix: fix => catchAsyncioToo(builtin, fix),
      }
    } else if (is(node, 'call')) {
      const timeout = oldTimeout(node, file)
      if (!timeout || !file.runsOnLoop(node)) return
      yield {
        at: node,
        message: `\`asyncio\` has a \`${file.nameOf(field(node, 'function'))?.replace(/.*\./, '')}\` of its own since Python 3.11`,
        fix: fix => enterTimeout(node, timeout, fix),
      }
    } else if (is(node, 'attribute', 'identifier') && node.text !== 'TimeoutError') {
      if (!file.isReference(node) || file.nameOf(node) !== 'asyncio.TimeoutError') return
      yield {
        at: node,
        optIn: true,
        message: '`asyncio.TimeoutError` is the builtin `TimeoutError` on every Python this code runs on',
        fix: fix => nameBuiltin(node, fix),
      }
    }
  },
})
