import { lineBreakOf, lineStart } from '../../syntax/lines.ts'
import { field, is, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'
import { moveToThread } from '../executor.ts'
import { aboveComments } from '../imports.ts'

const POOL = 'concurrent.futures.ProcessPoolExecutor'

/**
 * Moves a call of a module's own function to a process and awaits it: what is no such function cannot be sent there.
 * https://docs.python.org/3/library/concurrent.futures.html#processpoolexecutor
 */
export function moveToProcess(call: Node<'call'>, fix: FixBuilder): void {
  fix.caution('its arguments and its result are then pickled, and what it changes in this process stays unchanged')
  moveToThread(call, fix, processPool(call, fix))
  fix.await(call)
}

/** The module's pool of processes: one that it has, else a new one above the function or class that wants it. */
function processPool(call: Node, fix: FixBuilder): string {
  const { file } = fix
  for (const { name, definitions } of file.bindings.module.bindings.values()) {
    const [only] = definitions
    const isPool = is(only?.value, 'call') && file.nameOf(field(only.value, 'function')) === POOL
    if (only?.how === 'assignment' && definitions.length === 1 && isPool && only.site.end < call.start) return name
  }
  const name = fix.freshName('_process_pool')
  let statement = call
  while (statement.parent && !is(statement.parent, 'module')) statement = statement.parent
  const at = aboveComments(file.source, lineStart(file.source, statement.start))
  fix.insert(at, `${name} = ${fix.use(POOL)}()${lineBreakOf(file.source).repeat(3)}`)
  return name
}
