import { lineBreakOf, lineStart } from '../../syntax/lines.ts'
import { argumentsOf, closest, field, is, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'

/**
 * Puts a queue between a logger and a handler, which a thread then serves.
 * https://docs.python.org/3/howto/logging-cookbook.html#dealing-with-handlers-that-block
 */
export function queueRecords(handler: Node, fix: FixBuilder): void {
  const { source } = fix.file
  const statement = closest(handler, 'expression_statement')
  const indent = statement && source.slice(lineStart(source, statement.start), statement.start)
  if (!statement || indent === undefined || !/^[ \t]*$/.test(indent)) {
    fix.refuse('give the statement a line of its own first')
  }
  if (isRemoved(handler, fix)) {
    fix.refuse('the handler is removed again; write the QueueHandler, and remove that and stop the QueueListener there')
  }
  fix.caution(
    'another thread then sends the records; a forked process has no such thread, and one that is killed loses what is queued',
  )
  const [queue, listener] = [fix.freshName('log_queue'), fix.freshName('log_listener')]
  const lines = [
    `${queue} = ${fix.use('queue.SimpleQueue')}()`,
    `${listener} = ${fix.use('logging.handlers.QueueListener')}(${queue}, ${handler.text}, respect_handler_level=True)`,
    `${listener}.start()`,
    `${fix.use('atexit.register')}(${listener}.stop)`,
  ]
  fix.replace(handler, `${fix.use('logging.handlers.QueueHandler')}(${queue})`)
  fix.wrap(statement, lines.map(line => line + lineBreakOf(source) + indent).join(''), '')
}

/** Whether the file takes the handler from a logger again. */
function isRemoved(handler: Node, { file }: FixBuilder): boolean {
  const uses = (is(handler, 'identifier') && file.bindingOf(handler)?.uses) || []
  return uses.some(use => {
    const call = is(use.parent, 'argument_list') ? use.parent.parent : undefined
    const callee = is(call, 'call') && argumentsOf(call).includes(use) ? field(call, 'function') : undefined
    return is(callee, 'attribute') && field(callee, 'attribute').text === 'removeHandler'
  })
}
