import { homeOf } from '../../semantics/homes.ts'
import { closureOf } from '../../semantics/questions/closures.ts'
import { forgottenIn } from '../../semantics/questions/runs.ts'
import { field, is, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'
import { makeCoroutine } from './coroutines.ts'

/** Makes a plain function that is run as a coroutine one, with all that call it, and awaits the coroutines that it drops. */
export function makeRunnable(call: Node<'call'>, fix: FixBuilder): void {
  const callee = field(call, 'function')
  const definition = fix.file.definitionOf(callee)
  if (!is(definition, 'function_definition')) {
    fix.refuse(
      `what \`${callee.text}\` gives is a plain value: call it by itself, or \`await asyncio.to_thread(…)\` it where it blocks`,
    )
  }
  const name = field(definition, 'name').text
  const forgotten = forgottenIn(definition, homeOf(definition))
  if (forgotten.length === 0)
    fix.refuse(`\`${name}\` makes no coroutine and awaits nothing: call it by itself, or in a thread where it blocks`)
  const dropped = forgotten.filter(each => is(each.parent, 'expression_statement'))
  fix.caution(`\`${name}\` then runs as a coroutine, and waits for the coroutines that it makes`)
  makeCoroutine(closureOf(definition, fix.file), dropped, `\`${name}\` is run as a coroutine`, fix)
}
