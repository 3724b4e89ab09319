import { toAsyncDef } from '../../src/fix/verbs/generator-coroutine.ts'
import { isLowLevel } from '../../src/semantics/questions/generator-coroutine.ts'
import { isVersionGuarded } from '../../src/semantics/questions/version-guard.ts'
import { field, is, isAsync } from '../../src/syntax/node.ts'
import { defineTransform, near, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'A generator stands where `async def` says it',
  why: '`asyncio.coroutine` is gone since Python 3.11: the module fails with AttributeError before it does anything.',
  writes: '`async def`, and `await` for each `yield from`',
  safety: 'safe where all that it waits for is certainly awaitable; else unsafe, and so is `types.coroutine`',
  leaves: [
    'a `types.coroutine` that yields to the loop itself, or waits for what is not known to be awaitable',
    'tornado’s `gen.coroutine`, and decorators of other libraries',
    'code behind a test of `sys.version_info` or `hasattr`',
    'all of a function, with the reason, where one `yield` in it cannot become an `await`',
  ],
  level: 'error',
  see: [
    'https://docs.python.org/3.10/library/asyncio-task.html#asyncio.coroutine',
    'https://docs.python.org/3/whatsnew/3.11.html#removed',
    'https://peps.python.org/pep-0492/#differences-from-generators',
  ],
  on: near(['coroutine'], nodes('decorator', 'attribute', 'identifier')),
  *check(node, file) {
    const [named] = is(node, 'decorator') ? node.children : [node]
    if (!named || (!is(node, 'decorator') && (is(node.parent, 'decorator') || !/\bcoroutine$/.test(node.text)))) return
    const name = file.nameOf(named)
    if ((name !== 'asyncio.coroutine' && name !== 'types.coroutine') || isVersionGuarded(node)) return
    if (file.isExpectedToFail(node, 'AttributeError')) return
    const definition = is(node.parent, 'decorated_definition') ? field(node.parent, 'definition') : undefined
    const isTypes = name === 'types.coroutine'
    if (isTypes && (!is(definition, 'function_definition') || isAsync(definition) || isLowLevel(definition, file)))
      return
    if (is(named, 'attribute', 'identifier') && !file.isReference(named)) return
    yield {
      at: node,
      message: isTypes
        ? 'this generator only waits for awaitables, which `async def` does as well'
        : '`asyncio.coroutine` is gone since Python 3.11, and this line raises AttributeError there',
      fix(fix) {
        if (!is(definition, 'function_definition'))
          return fix.refuse('it wraps something by hand: write an `async def` that awaits what this one is to give')
        if (isTypes)
          fix.caution('code that iterates over it, or says `yield from` to it in a plain generator, stops working')
        toAsyncDef(definition, fix)
      },
    }
  },
})
