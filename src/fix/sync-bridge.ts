import { callersOf } from '../semantics/callers.ts'
import { callsAnyOf } from '../semantics/calls.ts'
import { classOfMethod } from '../semantics/functions.ts'
import { argumentsOf, closest, field, is, type Node } from '../syntax/node.ts'
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
  fix.wrap(call, `${fix.use('asyncio.run')}(`, ')')
}

/** Refuses in a synchronous function that may be called while a loop runs; cautions where its callers are not known. */
export function requireNoLoop(definition: Node<'function_definition'>, fix: FixBuilder): void {
  const { file } = fix
  const name = field(definition, 'name').text
  if (file.runsOnLoop(definition)) {
    fix.refuse(`\`${name}\` is defined in a coroutine and may be called while its loop runs; make it \`async def\``)
  }
  const { onLoop, isKnown } = callersOf(definition, file)
  if (onLoop) {
    const caller = closest(onLoop, 'function_definition')
    const where = caller ? ` by the coroutine \`${field(caller, 'name').text}\`` : ''
    fix.refuse(`\`${name}\` is called${where} while its loop runs; make it \`async def\` and await it there`)
  }
  const owner = classOfMethod(definition)
  if (owner && hasCoroutineMethods(owner)) {
    fix.refuse(
      `\`${name}\` belongs to a class with coroutine methods, whose objects live on a loop; make it \`async def\` and await it`,
    )
  }
  if (!isKnown) fix.caution(`\`asyncio.run\` raises RuntimeError where \`${name}\` is called while a loop runs`)
}

function hasCoroutineMethods(owner: Node<'class_definition'>): boolean {
  return field(owner, 'body').children.some(statement => {
    const method = is(statement, 'decorated_definition') ? field(statement, 'definition') : statement
    return is(method, 'function_definition') && method.children[0]?.kind === 'async'
  })
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
