import { instanceGiven } from '../../semantics/questions/handovers.ts'
import type { LoopCall } from '../../semantics/questions/loop-calls.ts'
import { coroutineAround, loopAtHand } from '../../semantics/questions/loops.ts'
import { lineBreakOf, lineStart } from '../../syntax/lines.ts'
import { argumentsOf, field, is, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'
import { handOver } from '../executor.ts'
import { aboveComments } from '../imports.ts'

/** Makes a call fit for a thread other than that of the event loop, which it asks something of. */
export function makeThreadsafe(call: Node<'call'>, { how, loop, isResultUsed }: LoopCall, fix: FixBuilder): void {
  const callee = field(call, 'function')
  if (how === 'call_soon' && is(callee, 'attribute')) {
    fix.replace(field(callee, 'attribute'), 'call_soon_threadsafe')
    return
  }
  if (how === 'task') {
    if (isResultUsed)
      fix.caution('it then gives a `concurrent.futures.Future`: its `result()` waits, and it cannot be awaited')
    runOnLoop(call, loop ?? reachLoop(call, fix), fix)
    return
  }
  if (isResultUsed)
    fix.refuse(
      `what \`${callee.text}()\` gives is used here; let a coroutine make the call, and give it to the loop with \`asyncio.run_coroutine_threadsafe\``,
    )
  fix.caution('the loop then makes the call when it comes to it, and errors of it show there')
  const own = loop ?? loopAtHand(call, fix.file) ?? loopOfFuture(callee, fix) ?? reachLoop(call, fix)
  handOver(call, { callee: `${own}.call_soon_threadsafe`, leading: '', takesKeywords: false }, fix)
}

/** Futures and tasks know their loop. */
function loopOfFuture(callee: Node, { file }: FixBuilder): string | undefined {
  if (!is(callee, 'attribute')) return undefined
  const object = field(callee, 'object')
  const isFuture = ['asyncio.Future', 'asyncio.Task'].includes(instanceGiven(object, file)?.name ?? '')
  return isFuture && is(object, 'identifier', 'attribute') ? `${object.text}.get_loop()` : undefined
}

/** Hands a coroutine to the loop from another thread, in the place of a call that makes a task of it. */
function runOnLoop(starter: Node<'call'>, loop: string, fix: FixBuilder): void {
  const [coroutine, ...others] = argumentsOf(starter)
  const isFirst = coroutine && !is(coroutine, 'keyword_argument', 'list_splat', 'dictionary_splat')
  const { start, end } = isFirst ? coroutine : fix.refuse('what it is to run is not its first argument')
  const isLoop = (each: Node) => is(each, 'keyword_argument') && field(each, 'name').text === 'loop'
  const other = others.find(each => !isLoop(each))
  if (other)
    fix.refuse(`\`run_coroutine_threadsafe\` takes no \`${other.text}\`; make the task in a coroutine on the loop`)
  fix.replace(field(starter, 'function'), fix.use('asyncio.run_coroutine_threadsafe'))
  const [given] = others
  if (is(given, 'keyword_argument')) fix.replace({ start: given.start, end: field(given, 'value').start }, '')
  else {
    const { source } = fix.file
    const indent = source.slice(lineStart(source, start), start)
    fix.insert(end, indent.trim() === '' ? `,${lineBreakOf(source)}${indent}${loop}` : `, ${loop}`)
  }
}

/**
 * The text that reaches the loop in code that runs in a thread: a name that is at hand, or one that is set above the
 * function or statement in the coroutine around it.
 */
function reachLoop(node: Node, fix: FixBuilder): string {
  const known = loopAtHand(node, fix.file)
  if (known !== undefined) return known
  const { node: owner } = fix.file.placeOf(node)
  const name = is(owner, 'function_definition') ? `\`${field(owner, 'name').text}\`` : 'it'
  if (!coroutineAround(node)) {
    fix.refuse(
      `no loop is at hand here: take it with \`loop = asyncio.get_running_loop()\` in the coroutine that starts the thread, and give it to ${name}`,
    )
  }
  let statement = owner
  while (statement.parent && !is(statement.parent, 'block')) statement = statement.parent
  const { source } = fix.file
  const start = lineStart(source, statement.start)
  const indent = source.slice(start, statement.start)
  if (indent.trim() !== '') fix.refuse('the statement does not stand on a line of its own')
  const loop = fix.freshName('loop')
  fix.insert(
    aboveComments(source, start),
    `${indent}${loop} = ${fix.use('asyncio.get_running_loop')}()${lineBreakOf(source)}`,
  )
  return loop
}
