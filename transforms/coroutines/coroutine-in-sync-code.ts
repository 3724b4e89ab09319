import { runInFunction } from '../../src/fix/verbs/sync-code.ts'
import { runsItself } from '../../src/semantics/questions/receivers.ts'
import { field, is } from '../../src/syntax/node.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'A coroutine is called in synchronous code and never run',
  why: 'Calling a coroutine function only makes a coroutine; its body never runs, and Python says so only when the object is collected.',
  writes:
    '`asyncio.run(main())`; in a function that coroutines call `await`: it becomes `async def`, and so do its callers in all files',
  safety:
    'safe at module level, under `if __name__ == "__main__"` and in a function called only from there; else unsafe, and for an object of which more coroutines run',
  leaves: [
    'a coroutine that is returned, stored, yielded or passed to any other function',
    'a function that coroutines call, where not all its callers are certain or can follow (reported, with the place)',
    'what runs by itself where no loop does, as the functions of Telethon and Pyrogram do',
    'a call that is meant to fail: under `pytest.raises`, `assertWarns` and the like',
  ],
  level: 'error',
  typeCodes: ['unused-coroutine', 'unused-awaitable', 'reportUnusedCoroutine'],
  see: ['https://docs.python.org/3/library/asyncio-dev.html#detect-never-awaited-coroutines'],
  on: nodes('call'),
  *check(call, file) {
    const place = file.placeOf(call)
    if ((place.kind !== 'module' && place.kind !== 'function') || file.useOf(call) !== 'dropped') return
    const result = file.resultOf(call)
    if (result.kind !== 'coroutine' || file.isExpectedToFail(call, 'TypeError') || runsItself(call, file)) return
    yield {
      at: call,
      message: `the coroutine \`${field(call, 'function').text}()\` is made in synchronous code and never run`,
      restsOn: result,
      fix(fix) {
        if (is(place.node, 'function_definition')) runInFunction(place.node, call, fix)
        else fix.runToCompletion(call)
      },
    }
  },
})
