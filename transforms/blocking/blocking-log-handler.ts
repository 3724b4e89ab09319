import { queueRecords } from '../../src/fix/verbs/log-queue.ts'
import { networkHandlers } from '../../src/knowledge/log-handlers.ts'
import { networkHandlersIn } from '../../src/semantics/questions/log-handlers.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'A log handler that waits for the network, in a program that runs an event loop',
  why: 'Every record that a coroutine logs stops the whole event loop until the server has taken it.',
  writes:
    '`logger.addHandler(logging.handlers.QueueHandler(log_queue))`, and a `QueueListener` that gives the records to the handler in a thread',
  safety: 'unsafe',
  leaves: [
    'a handler in a file that neither runs an event loop nor attaches it in a coroutine',
    'a handler that a `QueueListener` already serves',
    'handlers of files and streams; `SysLogHandler` that sends datagrams to this machine',
  ],
  level: 'warning',
  see: ['https://docs.python.org/3/howto/logging-cookbook.html#dealing-with-handlers-that-block'],
  on: nodes('call'),
  *check(call, file) {
    for (const { handler, name } of networkHandlersIn(call, file)) {
      yield {
        at: handler,
        message: `\`${name}\` waits for ${networkHandlers.get(name)} at every record, and the event loop with it`,
        fix: fix => queueRecords(handler, fix),
      }
    }
  },
})
