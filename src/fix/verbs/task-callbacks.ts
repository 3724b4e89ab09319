import { type CoroutineCallback, isSteady } from '../../semantics/questions/callbacks.ts'
import { argumentsOf, descendantsOf, field, is, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'
import { insertFunction } from '../nested-function.ts'
import { indentOf, keepingLines, taskSet } from './tasks.ts'

const BY_HAND = 'write a plain function that starts the task and keeps it, and give that'

/** Gives the loop a plain function that starts the coroutine as a task, and keeps the task until it is done. */
export function startOnLoop(call: Node<'call'>, callback: CoroutineCallback, name: string, fix: FixBuilder): void {
  const { given, coroutine } = callback
  const statement = statementAround(call, fix)
  const isLambda = is(given, 'lambda')
  const callee = isLambda && is(coroutine, 'call') ? field(coroutine, 'function') : coroutine
  if (!isLambda) requireSteady(callee, fix)
  fix.caution('nothing waits for the task that is then started')
  const words = new Set(coroutine.text.match(/\w+/g))
  const free = (...names: string[]) => names.find(each => !words.has(each)) ?? fix.refuse(BY_HAND)
  const parameters = isLambda ? (field(given, 'parameters')?.text ?? '') : parametersFor(call, callback, name, free)
  const last = (is(callee, 'attribute') ? field(callee, 'attribute') : callee).text
  const started = fix.freshName(`start_${last.replace(/^_+/, '')}`)
  const task = free('task', 'started')
  const set = taskSet(call, fix)
  const begun = `${task} = ${fix.use('asyncio.create_task')}(${isLambda ? coroutine.text : `${coroutine.text}(${parameters})`})`
  insertFunction(statement, `${started}(${parameters})`, [begun, ...keepingLines(set, task)], fix)
  fix.replace(isLambda ? given : coroutine, started)
}

/** The statement of one line or more that a call belongs to; refuses where the code of a lambda or a comprehension is between. */
function statementAround(call: Node<'call'>, fix: FixBuilder): Node {
  let at: Node = call
  while (at.parent && !is(at.parent, 'block', 'module')) {
    if (is(at, 'lambda', 'list_comprehension', 'set_comprehension', 'dictionary_comprehension', 'generator_expression'))
      fix.refuse(BY_HAND)
    at = at.parent
  }
  const isCompound = descendantsOf(at, ['block']).length > 0
  if (isCompound || fix.file.placeOf(call).kind === 'class') fix.refuse(BY_HAND)
  indentOf(at, fix)
  return at
}

/** Refuses where the name of a coroutine function, or of what it belongs to, may mean something else once it is called. */
function requireSteady(callee: Node, fix: FixBuilder): void {
  let root = callee
  while (is(root, 'attribute')) root = field(root, 'object')
  const isDefined = root === callee && fix.file.definitionOf(callee) !== undefined
  if (!isDefined && !isSteady(root, fix.file)) fix.refuse(`\`${root.text}\` may change before it is called; ${BY_HAND}`)
}

/** What the function takes and passes on: the future that is done, or what the loop is told to give it. */
function parametersFor(
  call: Node<'call'>,
  { given, coroutine }: CoroutineCallback,
  name: string,
  free: (...names: string[]) => string,
): string {
  const bound = coroutine !== given && is(given, 'call') ? argumentsOf(given).slice(1) : []
  const isKeyword = (node: Node) => is(node, 'keyword_argument', 'dictionary_splat')
  const rest = argumentsOf(call).filter(each => each.start > given.start && !isKeyword(each))
  const isDone = /add_done_callback$/.test(name)
  if (isDone && bound.length === 0) return free('future', 'done')
  const takesAny = isDone || rest.length > 0 || bound.some(each => !isKeyword(each))
  return [takesAny ? '*args' : '', bound.some(isKeyword) ? '**kwargs' : ''].filter(Boolean).join(', ')
}
