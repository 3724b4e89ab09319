import { callsAnyOf } from '../semantics/calls.ts'
import { sharedReceiver } from '../semantics/questions/receivers.ts'
import { argumentsOf, field, is, type Node } from '../syntax/node.ts'
import type { FixBuilder } from './builder.ts'

/** Parts of the loop API that go wrong once `asyncio.run` has closed its loop and left the thread without one. */
const LOOP_API: readonly string[] = [
  'asyncio.get_event_loop',
  'asyncio.set_event_loop',
  'asyncio.AbstractEventLoop.run_until_complete',
  'asyncio.AbstractEventLoop.run_forever',
]

/** Runs a coroutine from synchronous code: `asyncio.run(f())`. */
export function runToCompletion(call: Node<'call'>, fix: FixBuilder): void {
  const { runtime } = fix.file
  if (runtime !== 'asyncio') {
    fix.refuse(
      `this module runs under ${runtime}: start it with \`${runtime}.run\`, which takes the function and its arguments`,
    )
  }
  const callee = field(call, 'function')
  if (fix.file.nameOf(callee)?.startsWith('asyncio.AbstractEventLoop.')) {
    fix.refuse('it belongs to a loop of its own: give it to that loop’s `run_until_complete`')
  }
  if (callsAnyOf(LOOP_API, fix.file)) {
    fix.caution('`asyncio.run` leaves the thread without a loop, and other code in this file asks for one')
  }
  const shared = sharedReceiver(call, fix.file)
  if (shared !== undefined)
    fix.caution(
      `\`${shared}\` may belong to the loop that it is first used on, and each \`asyncio.run\` makes a new one`,
    )
  fix.wrap(call, `${fix.use('asyncio.run', call)}(`, ')')
}

/** What makes a task of a coroutine at an `asyncio.wait` call: outside coroutines, the loop that is to run it. */
export function taskStarter(wait: Node<'call'>, fix: FixBuilder): string {
  if (fix.file.runsOnLoop(wait)) return fix.use('asyncio.create_task')
  const run = wait.parent?.parent
  const callee = is(run, 'call') && argumentsOf(run).includes(wait) ? field(run, 'function') : undefined
  if (is(callee, 'attribute') && field(callee, 'attribute').text === 'run_until_complete') {
    const loop = field(callee, 'object')
    const isLoop = fix.file.instanceOf(loop)?.name === 'asyncio.AbstractEventLoop'
    if (isLoop && is(loop, 'identifier', 'attribute')) return `${loop.text}.create_task`
  }
  return fix.refuse('no loop that is known runs here to make tasks on; do the waiting in a coroutine')
}
