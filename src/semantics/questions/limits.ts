import { argumentsOf, closest, contextsOf, field, is, keywordOf, type Node, within } from '../../syntax/node.ts'
import { flowOf, leads } from '../flow/flow.ts'
import type { Point } from '../flow/point.ts'
import type { PythonFile } from '../python-file.ts'
import { catchesCancellation } from './cancellation.ts'

/** The local name of a task that a `wait_for` is given, where the code reads the task after the timeout has cancelled it. */
export function readAfterTimeout(call: Node<'call'>, file: PythonFile): Node | undefined {
  const [task] = argumentsOf(call)
  const owner = file.placeOf(call).node
  const binding = is(task, 'identifier') ? file.bindingOf(task) : undefined
  if (!task || !binding || binding.scope.node !== owner || !is(owner, 'function_definition')) return undefined
  const isTask = binding.definitions.every(
    ({ how, value }) => how === 'assignment' && is(value, 'call') && file.resultOf(value).kind === 'task',
  )
  const statement = tryAround(call)
  const handlers = (statement?.children ?? []).filter(child => is(child, 'except_clause'))
  const timeouts = handlers.filter(
    handler => /\bTimeoutError\b/.test(headOf(handler)) && !/Cancelled/.test(headOf(handler)),
  )
  if (!isTask || timeouts.length === 0) return undefined
  const isWanted = (node: Node) => isAwaitOrResult(node) && !isGuarded(node, file)
  const reads = new Set(binding.uses.filter(isWanted))
  const renewed = new Set<Node>(binding.definitions.map(({ name }) => name))
  const cancelled = binding.uses.filter(
    use => is(use.parent, 'attribute') && /^(cancel|done|cancelled)$/.test(field(use.parent, 'attribute').text),
  )
  const lets = new Set<Node>([...renewed, ...cancelled])
  const isCatch = ({ node, does }: Point) => does === 'catch' && timeouts.includes(node as Node<'except_clause'>)
  return leads(flowOf(owner), isCatch, ({ node, does }) => does === 'evaluate' && reads.has(node), {
    avoiding: ({ node }) => lets.has(node),
    exceptions: false,
  })
    ? task
    : undefined
}

function tryAround(node: Node): Node<'try_statement'> | undefined {
  for (let at = node; at.parent && !is(at, 'function_definition'); at = at.parent) {
    if (is(at.parent, 'try_statement') && at.role === 'body') return at.parent
  }
  return undefined
}

function headOf(handler: Node): string {
  const body = handler.children.find(child => is(child, 'block'))
  return handler.source.slice(handler.start, body?.start ?? handler.end)
}

/** Whether a name is awaited, given to `wait_for` or `shield`, or asked for its result. */
function isAwaitOrResult(name: Node): boolean {
  const { parent } = name
  if (is(parent, 'await')) return true
  if (is(parent, 'attribute')) return field(parent, 'attribute').text === 'result'
  const call = is(parent, 'argument_list') ? parent.parent : undefined
  return is(call, 'call') && argumentsOf(call)[0] === name && is(call.parent, 'await')
}

/** Whether a node stands where its cancellation is expected. */
function isGuarded(node: Node, file: PythonFile): boolean {
  const statement = tryAround(node)
  const isSuppressed = [
    ...(closest(node, 'with_statement') ? contextsOf(closest(node, 'with_statement') as Node<'with_statement'>) : []),
  ].some(context => /suppress/.test(context.text))
  return (
    isSuppressed ||
    (statement?.children ?? []).some(
      child => is(child, 'except_clause') && catchesCancellation(child, file) !== undefined,
    )
  )
}

/** Whether something limits how long an expression may wait: `timeout=`, `wait_for(…)`, or a timeout's block around it; a child process's streams count as limited by it. */
export function isBounded(call: Node<'call'>, file: PythonFile): boolean {
  const owner = file.placeOf(call).node
  if (keywordOf(call, 'timeout') || isPipe(field(call, 'function'))) return true
  for (let at: Node = call; at.parent && at !== owner; at = at.parent) {
    const { parent } = at
    if (is(parent, 'call') && within(call, field(parent, 'arguments'))) return true
    if (
      is(parent, 'with_statement') &&
      contextsOf(parent).some(context => /timeout|deadline|move_on|fail_a/i.test(context.text))
    )
      return true
  }
  return false
}

/** Whether a method is that of a child process's stream, which no network stands behind. */
function isPipe(callee: Node): boolean {
  return is(callee, 'attribute') && /\bstd(in|out|err)$/.test(field(callee, 'object').text)
}
