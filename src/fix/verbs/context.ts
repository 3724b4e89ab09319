import { argumentsOf, field, is, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'

/**
 * Gives what `run_in_executor` calls the context of the task: by `to_thread`, which carries it, where the call is
 * awaited at once and the executor is the loop's own; else through a copy of the context.
 */
export function carryContext(call: Node<'call'>, fix: FixBuilder): void {
  const { file } = fix
  const [executor, given] = argumentsOf(call)
  const callee = field(call, 'function')
  if (is(given, 'keyword_argument') || !executor || !given) {
    fix.refuse('the function is given by keyword: write `asyncio.to_thread(…)` instead, which carries the context')
  } else if (file.useOf(call) === 'awaited' && is(executor, 'none') && file.options.target >= 9) {
    fix.rename(callee, 'asyncio.to_thread')
    fix.replace({ start: executor.start, end: given.start }, '')
    if (is(callee, 'attribute')) fix.removeIfUnused(field(callee, 'object'))
  } else fix.wrap(given, `${fix.use('contextvars.copy_context')}().run, `, '')
}
