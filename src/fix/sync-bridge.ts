import { argumentsOf, field, is, type Node } from '../syntax/node.ts'
import type { FixBuilder } from './builder.ts'

/** Runs a coroutine from synchronous code: `asyncio.run(f())`. */
export function runToCompletion(call: Node<'call'>, fix: FixBuilder): void {
  const { runtime } = fix.file
  if (runtime !== 'asyncio')
    fix.refuse(
      `this module runs under ${runtime}: start it with \`${runtime}.run\`, which takes the function and its arguments`,
    )
  fix.wrap(call, `${fix.use('asyncio.run')}(`, ')')
}

/** Refuses in a synchronous function that may be called while a loop runs; cautions where its callers are not known. */
export function requireNoLoop(definition: Node<'function_definition'>, fix: FixBuilder): void {
  const { file } = fix
  const name = field(definition, 'name').text
  if (file.runsOnLoop(definition))
    fix.refuse(`\`${name}\` is defined in a coroutine and may be called while its loop runs; make it \`async def\``)
  const calls = file.callsOf(definition)
  const onLoop = calls.find(call => file.runsOnLoop(call))
  if (onLoop) {
    const caller = file.enclosing(onLoop, 'function_definition')
    const where = caller ? ` by the coroutine \`${field(caller, 'name').text}\`` : ''
    fix.refuse(`\`${name}\` is called${where} while its loop runs; make it \`async def\` and await it there`)
  }
  const owner = file.classOf(definition)
  if (owner && hasCoroutineMethods(owner)) {
    fix.refuse(
      `\`${name}\` belongs to a class with coroutine methods, whose objects live on a loop; make it \`async def\` and await it`,
    )
  }
  const uses = owner ? undefined : file.bindingOf(field(definition, 'name'))?.uses
  const isStart = (use: Node) =>
    file.placeOf(use).kind === 'module' && calls.some(call => field(call, 'function') === use)
  if (!uses?.length || !uses.every(isStart)) {
    fix.caution(`\`asyncio.run\` raises RuntimeError where \`${name}\` is called while a loop runs`)
  }
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
    if (is(loop, 'identifier', 'attribute')) return `${loop.text}.create_task`
  }
  return fix.refuse('no loop runs here to make tasks on; do the waiting in a coroutine')
}
