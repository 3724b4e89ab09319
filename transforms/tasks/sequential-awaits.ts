import { awaitedOneByOne } from '../../src/semantics/questions/waits.ts'
import { field } from '../../src/syntax/node.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'A loop that awaits one call after the other',
  why: 'Each call waits until the one before is done; where they do not depend on each other they could wait together.',
  writes: 'nothing: `asyncio.gather` or a `TaskGroup`, where the calls are independent',
  safety: 'manual',
  leaves: [
    'loops that do anything else, and calls that are not given the element',
    'calls that write or send: their order matters',
    'calls by a transaction, a connection or a cursor, which does one thing at a time',
    'calls that are not known to be coroutines',
  ],
  level: 'note',
  optIn: true,
  see: ['https://docs.python.org/3/library/asyncio-task.html#running-tasks-concurrently'],
  on: nodes('for_statement'),
  *check(loop, file) {
    const call = awaitedOneByOne(loop, file)
    if (!call) return
    yield {
      at: loop,
      message: 'each call waits until the one before is done',
      restsOn: file.resultOf(call),
      fix(fix) {
        const clause = `for ${field(loop, 'left').text} in ${field(loop, 'right').text}`
        fix.refuse(
          `if the calls do not depend on each other, write \`await asyncio.gather(*(${call.text.replace(/\s+/g, ' ')} ${clause}))\``,
        )
      },
    }
  },
})
