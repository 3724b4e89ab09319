import { coroutineDecorator } from '../../src/semantics/questions/generator-coroutine.ts'
import { field, is } from '../../src/syntax/node.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

/** What a decorator that gives a future is asked for. */
const OF_A_FUTURE = /asked for `\.(add\w+|call\w+|cancel\w*|done|exception|result)`/

export default defineTransform({
  title: 'A coroutine is used as if it were its result',
  why: 'The coroutine never runs, and what is tested, compared or printed is the coroutine object: always true, equal to nothing.',
  writes: '`if await is_ready():`, `(await fetch()).text`',
  safety:
    'safe where the callee is certain; unsafe where an `await` stands around more than the call: `await fetch().json()`',
  leaves: [
    'a coroutine that is returned, yielded, stored in a container or attribute, or passed to any other function',
    'a name that is awaited, passed on or returned anywhere, or that a nested function uses',
    'what a coroutine has itself: `close()`, `send()`, `cr_frame`; `print(f())`, `isinstance(f(), …)`',
    'a generator under `types.coroutine`, which can be iterated as well as awaited',
    'synchronous code, a lambda, a generator expression: `await` is not allowed there (reported, with the advice)',
  ],
  level: 'error',
  see: ['https://docs.python.org/3/library/asyncio-task.html#coroutines'],
  on: nodes('call'),
  *check(call, file) {
    const misuse = file.misuseOf(call)
    if (misuse === undefined) return
    const result = file.resultOf(call)
    if (result.kind !== 'coroutine' || file.isExpectedToFail(call, 'TypeError')) return
    const called = file.definitionOf(field(call, 'function'))
    if (result.doubt !== undefined && OF_A_FUTURE.test(misuse)) return
    if (is(called, 'function_definition') && coroutineDecorator(called, file)) return
    yield {
      at: call,
      message: `the coroutine \`${field(call, 'function').text}()\` is never awaited: ${misuse}`,
      restsOn: result,
      fix(fix) {
        fix.awaitResult(call)
      },
    }
  },
})
