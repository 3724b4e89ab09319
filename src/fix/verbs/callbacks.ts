import type { CoroutineCallback } from '../../semantics/questions/callbacks.ts'
import { field, is, keywordOf, type Node, within } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'
import { startOnLoop } from './task-callbacks.ts'

/** Gives a taker of callbacks something that runs the coroutine, instead of something that only makes it. */
export function runCallback(call: Node<'call'>, callback: CoroutineCallback, fix: FixBuilder): void {
  const name = fix.file.nameOf(field(call, 'function')) ?? ''
  const { runsIn } = callback.taker
  if (runsIn === 'process')
    fix.refuse(
      'a coroutine cannot go to another process: give that a plain function of the module that calls `asyncio.run`',
    )
  if (runsIn === 'caller')
    fix.refuse(
      'every coroutine counts as true here: await each one in a list comprehension, `[x for x in xs if await f(x)]`',
    )
  if (/\.map$/.test(name)) fix.refuse('each item needs a run of its own: map a plain function that calls `asyncio.run`')
  if (/(run_in_executor|to_thread|run_sync)$/.test(name)) callHere(call, callback, fix)
  else if (runsIn === 'thread') runInThread(call, callback, fix)
  else startOnLoop(call, callback, name, fix)
}

/** `await to_thread(f, a)` becomes `await f(a)`: a coroutine needs no thread to be waited for. */
function callHere(call: Node<'call'>, { given, coroutine }: CoroutineCallback, fix: FixBuilder): void {
  fix.caution('it then runs on this loop, and no longer in a thread: what blocks in it blocks the loop')
  if (is(given.parent, 'keyword_argument')) fix.refuse('it is given by keyword; write `await` and the call itself')
  if (is(given, 'lambda')) {
    fix.replace({ start: call.start, end: coroutine.start }, '')
    fix.replace({ start: coroutine.end, end: call.end }, '')
    return
  }
  const rest = argumentsAfter(given)
  fix.replace({ start: call.start, end: coroutine.start }, '')
  if (coroutine !== given) {
    if (rest.length > 0) fix.refuse('a `functools.partial` is given more arguments; write `await` and the call itself')
    openCall(coroutine, fix)
    fix.replace({ start: given.end, end: call.end }, '')
  } else openCall(coroutine, fix)
}

/** Turns the list that a function is the first of into a call of it: `f, a)` into `f(a)`. */
function openCall(callee: Node, fix: FixBuilder): void {
  const [next] = argumentsAfter(callee)
  if (next) fix.replace({ start: callee.end, end: next.start }, '(')
  else fix.insert(callee.end, '(')
}

function runInThread(call: Node<'call'>, callback: CoroutineCallback, fix: FixBuilder): void {
  fix.caution(
    'it then runs on a loop of its own in that thread: locks, queues and sessions of another loop do not work there',
  )
  const { given, coroutine } = callback
  const run = fix.use('asyncio.run')
  if (is(given, 'lambda')) {
    fix.wrap(coroutine, `${run}(`, ')')
    return
  }
  if (coroutine !== given) {
    bindNow(coroutine, run, fix)
    return
  }
  const isSubmit = /submit$/.test(field(call, 'function').text)
  if (isSubmit) {
    bindNow(coroutine, run, fix)
    return
  }
  const rest = argumentsAfter(given).filter(each => !is(each, 'keyword_argument'))
  const args = keywordOf(call, 'args') ?? (is(given.parent, 'keyword_argument') ? undefined : rest[0])
  if (keywordOf(call, 'kwargs') ?? rest[1])
    fix.refuse('it is given keyword arguments: write a plain function that calls `asyncio.run`')
  const items = is(args, 'tuple', 'list') ? args.children : undefined
  const [first] = items ?? []
  const last = items?.at(-1)
  if (!args || (items && !first)) {
    fix.wrap(coroutine, `lambda: ${run}(`, '())')
    return
  }
  fix.replace(coroutine, run)
  if (first && last) {
    fix.replace({ start: args.start, end: first.start }, `(${coroutine.text}(`)
    fix.replace({ start: last.end, end: args.end }, '),)')
  } else fix.wrap(args, `(${coroutine.text}(*`, '),)')
}

/** `f, a)` becomes `asyncio.run, f(a))`: the arguments are evaluated here, as before. */
function bindNow(coroutine: Node, runner: string, fix: FixBuilder): void {
  const positional = argumentsAfter(coroutine)
  fix.wrap(coroutine, `${runner}, `, '')
  openCall(coroutine, fix)
  fix.insert(positional.at(-1)?.end ?? coroutine.end, ')')
}

/** The arguments after one in the same call. */
function argumentsAfter(argument: Node): readonly Node[] {
  const list = argument.parent
  return is(list, 'argument_list')
    ? list.children.filter(each => each.start > argument.start && within(each, list))
    : []
}
