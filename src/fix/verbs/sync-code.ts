import { callersOf } from '../../semantics/callers.ts'
import { classOfMethod } from '../../semantics/functions.ts'
import { closureOf } from '../../semantics/questions/closures.ts'
import { hasCoroutineMethods } from '../../semantics/questions/colours.ts'
import { coroutineDecorator } from '../../semantics/questions/generator-coroutine.ts'
import { isRun } from '../../semantics/questions/runs.ts'
import { closest, field, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'
import { makeCoroutine } from './coroutines.ts'

/**
 * Runs a coroutine that a synchronous function drops. Where a loop runs the function it becomes `async def` with all
 * its callers, and awaits the coroutine; elsewhere `asyncio.run` runs it, with a caution where not all callers are known.
 */
export function runInFunction(definition: Node<'function_definition'>, call: Node<'call'>, fix: FixBuilder): void {
  const { file } = fix
  const name = field(definition, 'name').text
  if (coroutineDecorator(definition, file)) {
    fix.refuse(`\`${name}\` is a coroutine itself, of the old kind; make it \`async def\` and await this in it`)
  }
  if (isRun(definition, file)) {
    fix.refuse(`\`${name}\` is run as a coroutine; make it \`async def\` and await this in it`)
  }
  const closure = closureOf(definition, file)
  const callers = callersOf(definition, file)
  const onLoop = closure.onLoop?.node ?? callers.onLoop
  if (onLoop || file.runsOnLoop(definition) || closure.mayBeOnLoop) {
    const caller = closest(onLoop, 'function_definition')
    const by = caller ? ` by the coroutine \`${field(caller, 'name').text}\`` : ''
    const why = file.runsOnLoop(definition)
      ? `\`${name}\` is defined in a coroutine, whose loop may run it`
      : `\`${name}\` ${onLoop ? `is called${by} while its` : 'may be called while a'} loop runs`
    makeCoroutine(closure, [call], why, fix)
    return
  }
  const owner = classOfMethod(definition)
  if (owner && hasCoroutineMethods(owner)) {
    const advice = `make it \`async def\` and await it`
    fix.refuse(`\`${name}\` belongs to a class with coroutine methods, whose objects live on a loop; ${advice}`)
  }
  if (!callers.isKnown) fix.caution(`\`asyncio.run\` raises RuntimeError where \`${name}\` is called while a loop runs`)
  fix.runToCompletion(call)
}
