import { reentryOf } from '../../src/semantics/questions/reentry.ts'
import { field } from '../../src/syntax/node.ts'
import { defineTransform, nodes, onLoop } from '../../src/transform.ts'

export default defineTransform({
  title: 'A coroutine that holds an `asyncio.Lock` awaits one that takes it again',
  why: 'An asyncio lock does not let its holder in twice: the task waits for itself, and everything that wants the lock with it.',
  writes: 'nothing: it shows the chain of calls',
  safety: 'manual',
  leaves: [
    'a lock that is taken on some paths only, and semaphores',
    'another object with a lock of the same name',
    'coroutines that are started as tasks and not awaited under the lock',
  ],
  level: 'error',
  see: ['https://docs.python.org/3/library/asyncio-sync.html#asyncio.Lock'],
  on: onLoop(nodes('call')),
  *check(call, file) {
    const found = reentryOf(call, file)
    if (!found) return
    const { lock, chain, taken } = found
    const steps = chain.map(each => `${field(each, 'function').text}() (line ${file.lineAt(each.start)})`)
    const last = chain.at(-1) ?? call
    yield {
      at: call,
      message: `\`${lock}\` is held here and taken again: ${steps.join(' -> ')} -> async with ${taken.text} (line ${file.lineAt(taken.start)})`,
      fix: fix =>
        fix.refuse(
          `move what \`${field(last, 'function').text}\` does under \`${taken.text}\` to a coroutine that does not take it, and await that one here`,
        ),
    }
  },
})
