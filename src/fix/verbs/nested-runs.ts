import { type Closure, placeText } from '../../semantics/questions/closures.ts'
import { argumentsOf, is, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'
import { makeCoroutine } from './coroutines.ts'

/** Awaits the coroutine that a call is to run; where a synchronous function makes the call, it and its callers become coroutines. */
export function awaitInstead(call: Node<'call'>, callers: Closure | undefined, fix: FixBuilder): void {
  fix.requireAsyncio('asyncio.run')
  const [main, ...rest] = argumentsOf(call)
  if (!main || is(main, 'keyword_argument', 'list_splat', 'dictionary_splat')) {
    fix.refuse('what it is to run is not its first argument')
  }
  if (rest.length > 0)
    fix.refuse(`\`${rest[0]?.text}\` asks for a loop of its own: call it in a thread, or drop the argument and await`)
  fix.unwrapCall(call, main)
  if (callers?.onLoop) {
    makeCoroutine(callers, [call], `a coroutine calls this function (${placeText(callers.onLoop)})`, fix)
  } else fix.await(call)
}
