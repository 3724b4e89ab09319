import { raisesInThread, strayObjects } from '../../src/semantics/questions/wrong-place.ts'
import { field } from '../../src/syntax/node.ts'
import { defineTransform, inThreads, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'Signal handlers set in a thread, and objects of the event loop given to another process',
  why: 'Python sets signal handlers in the main thread only and raises elsewhere; a lock, queue or task does not work beyond the process of its loop.',
  writes: 'nothing: it says what to use instead',
  safety: 'manual',
  leaves: [
    'a function of which it is not certain that only threads run it, and one that asks on which thread it runs',
    'objects of `threading`, `queue` and `multiprocessing`',
    'what a process makes for itself',
  ],
  level: 'error',
  see: [
    'https://docs.python.org/3/library/signal.html#signals-and-threads',
    'https://docs.python.org/3/library/asyncio-dev.html#concurrency-and-multithreading',
  ],
  on: inThreads(nodes('call')),
  *check(call, file) {
    const exception = raisesInThread(call, file)
    const name = field(call, 'function').text
    if (exception !== undefined) {
      yield {
        at: call,
        message: `\`${name}()\` raises ${exception} here: it is called outside the main thread`,
        fix: fix =>
          fix.refuse(
            `call \`${name}\` in the main thread, before the thread is started, and let the handler tell the thread`,
          ),
      }
    }
    for (const { node, kind, instead } of strayObjects(call, file)) {
      yield {
        at: node,
        message: `\`${node.text}\` is an asyncio.${kind} of this process's event loop, given to another process`,
        fix: fix => fix.refuse(`another process cannot use \`${node.text}\`: ${instead}`),
      }
    }
  },
})
