import { blocking } from '../../src/knowledge/blocking.ts'
import { field, is, unwrap } from '../../src/syntax/node.ts'
import { blocks, defineTransform, nodes, readsWhatIsMadeHere } from '../../src/transform.ts'

export default defineTransform({
  title: '`await` on a call that gives a plain value',
  why: 'The call runs to its end at once, blocking or not, and then `await` raises TypeError: its result cannot be awaited.',
  writes: '`await asyncio.sleep(x)`, `await asyncio.get_running_loop().run_in_executor(None, requests.get, url)`',
  safety: 'safe for blocking calls as in their own family; unsafe where the `await` is removed',
  leaves: [
    'a call whose value is not certain: a method of an object of unknown class, an unknown decorator',
    'a method that a subclass may define as a coroutine',
    'a call that is meant to fail: under `pytest.raises` and the like',
  ],
  level: 'error',
  see: ['https://docs.python.org/3/library/asyncio-task.html#awaitables'],
  on: nodes('await'),
  *check(node, file) {
    const [operand] = node.children
    const call = operand && unwrap(operand)
    if (!is(call, 'call') || !file.givesPlainValue(call)) return
    // Where the call itself is to raise nothing is awaited.
    if (file.isExpectedToFail(node) || file.isExpectedToFail(node, 'TypeError')) return
    // That is reported where it is made, and moves as a whole.
    if (readsWhatIsMadeHere(call, file, blocking)) return
    const callee = field(call, 'function')
    const name = file.nameOf(callee)
    yield {
      at: node,
      message: `\`${callee.text}()\` gives a plain value, and \`await\` raises TypeError`,
      fix(fix) {
        const known = blocks(call, file, blocking)
        if (name === 'time.sleep') fix.rename(callee, 'asyncio.sleep')
        else if (known) fix.offload(call, known)
        else {
          fix.caution(`\`${callee.text}\` may have to be \`async def\` instead, or another call be awaited`)
          fix.removeAwait(node)
        }
      },
    }
  },
})
