import { argumentsOf, field, is, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'

/**
 * Turns `future.result()` of a `concurrent.futures.Future` into `await asyncio.wrap_future(future)`.
 * https://docs.python.org/3/library/asyncio-future.html#asyncio.wrap_future
 */
export function awaitFuture(call: Node<'call'>, fix: FixBuilder): void {
  const callee = field(call, 'function')
  if (!is(callee, 'attribute')) fix.refuse('the future is not in sight')
  if (fix.file.runtime !== 'asyncio') {
    fix.refuse(`asyncio does not run this code; give the call to ${fix.file.runtime}’s threads as a whole`)
  }
  const future = field(callee, 'object')
  const [argument] = argumentsOf(call)
  const timeout = is(argument, 'keyword_argument') ? field(argument, 'value') : argument
  const wrapped = `${fix.use('asyncio.wrap_future')}(`
  if (!timeout || timeout.kind === 'none') {
    fix.wrap(future, wrapped, '')
    fix.replace({ start: future.end, end: call.end }, ')')
  } else {
    if (fix.file.options.target < 11) {
      fix.caution('before Python 3.11 a timeout then raises asyncio.TimeoutError, which is another class')
    }
    fix.caution('a timeout then cancels the work where it has not begun')
    fix.wrap(future, `${fix.use('asyncio.wait_for')}(${wrapped}`, '')
    fix.replace({ start: future.end, end: timeout.start }, '), ')
  }
  fix.await(call)
}

/** Turns `task.result()` into `await task`. */
export function awaitTask(call: Node<'call'>, fix: FixBuilder): void {
  const callee = field(call, 'function')
  if (!is(callee, 'attribute')) fix.refuse('the task is not in sight')
  fix.replace({ start: field(callee, 'object').end, end: call.end }, '')
  fix.await(call)
}
