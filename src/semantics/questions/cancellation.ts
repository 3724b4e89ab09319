import { futureFunctions } from '../../knowledge/coroutines.ts'
import {
  argumentsOf,
  closest,
  descendants,
  field,
  fields,
  is,
  type Node,
  nameText,
  unwrap,
  within,
} from '../../syntax/node.ts'
import { at, type Flow, flowOf, leads } from '../flow/flow.ts'
import { type Point, suspends } from '../flow/point.ts'
import type { PythonFile } from '../python-file.ts'

type Handler = Node<'except_clause'>

/** The exceptions that a handler names; none for a bare `except:`. */
export function caughtBy(handler: Handler): readonly Node[] {
  return fields(handler, 'value')
    .map(value => (is(value, 'as_pattern') ? (value.children[0] as Node) : value))
    .flatMap(value => (is(unwrap(value), 'tuple') ? unwrap(value).children : [value]))
}

/**
 * Whether a handler catches a cancellation: by its name, or with everything else. `CancelledError` is no `Exception`
 * since Python 3.8 (https://docs.python.org/3/library/asyncio-exceptions.html#asyncio.CancelledError).
 */
export function catchesCancellation(handler: Handler, file: PythonFile): 'named' | 'broad' | undefined {
  const names = caughtBy(handler).map(each => file.nameOf(each) ?? '')
  if (names.some(name => /^asyncio\.(exceptions\.)?CancelledError$/.test(name))) return 'named'
  return names.length === 0 || names.includes('builtins.BaseException') ? 'broad' : undefined
}

/**
 * Whether a handler stops the cancellation of the coroutine it stands in, and tells nobody: a bare `except:`, or one that
 * names `CancelledError` or `BaseException` and goes back to waiting. Where the awaited thing may be what was cancelled, nothing is said.
 */
export function swallowsCancellation(handler: Handler, file: PythonFile): 'named' | 'broad' | undefined {
  const how = catchesCancellation(handler, file)
  const owner = file.placeOf(handler).node
  const statement = handler.parent
  if (!how || !is(owner, 'function_definition') || !is(statement, 'try_statement')) return undefined
  if (isInCleanup(statement)) return undefined
  if (file.runtime !== 'asyncio' || file.imports('trio') || file.imports('anyio')) return undefined
  const earlier = statement.children.slice(0, statement.children.indexOf(handler))
  if (earlier.some(each => is(each, 'except_clause') && mayCatchCancellation(each, file))) return undefined
  const flow = flowOf(owner)
  const waits = flow.filter(point => within(point.node, field(statement, 'body')) && suspends(point))
  if (waits.length === 0 || !waits.every(point => isOwnWait(point, file))) return undefined
  if (mentionsCancelling(owner, file) || file.isExpectedToFail(handler) || isDocumented(owner)) return undefined
  // Who writes a class for everything means it, and where the coroutine ends thereby it is as good as stopped.
  const isBare = caughtBy(handler).length === 0
  const swallows = isCarefree(handler, file) && (isBare || comesBack(handler, waits, flow))
  return swallows ? how : undefined
}

/** Whether a handler catches a cancellation, or something of that name: what a file puts in the place of the class it may mean. */
function mayCatchCancellation(handler: Handler, file: PythonFile): boolean {
  return (
    catchesCancellation(handler, file) !== undefined ||
    caughtBy(handler).some(each => /\bCancelledError$/.test(each.text))
  )
}

/** Whether a statement stands in a handler or a `finally`, where another exception may be on its way already. */
function isInCleanup(statement: Node): boolean {
  return is(
    closest(statement, 'except_clause', 'finally_clause', 'function_definition'),
    'except_clause',
    'finally_clause',
  )
}

/** Whether what is waited for is the coroutine's own work: a task or future may raise its own cancellation. */
function isOwnWait({ node }: Point, file: PythonFile): boolean {
  if (is(node, 'yield')) return false
  const awaited = is(node, 'await') && node.children[0] ? unwrap(node.children[0]) : node
  if (!is(node, 'await')) return true
  if (!is(awaited, 'call')) return false
  const name = file.nameOf(field(awaited, 'function')) ?? ''
  if (futureFunctions.has(name) || /^asyncio\.(wait|wait_for|timeout\w*|create_task|ensure_future)$/.test(name))
    return false
  // What is handed a task may be waiting for it.
  return file.resultOf(awaited).kind !== 'task' && !/task|future|fut\b|cancel|stop|shutdown|close/i.test(awaited.text)
}

/** Whether a function has to do with cancelling: it cancels something, or asks who is being cancelled. */
function mentionsCancelling(owner: Node, file: PythonFile): boolean {
  return [...descendants(owner)].some(node => {
    if (!is(node, 'call')) return false
    const callee = field(node, 'function')
    const last = is(callee, 'attribute') ? field(callee, 'attribute').text : callee.text
    return /cancel|current_task/i.test(last) || file.nameOf(callee) === 'sys.exc_info'
  })
}

/** Whether the docstring of a function, or of the class around it, says that it goes on when it is cancelled. */
function isDocumented(owner: Node<'function_definition'>): boolean {
  const around = [owner, closest(owner, 'class_definition')].flatMap(each => each ?? [])
  return around.some(definition => {
    const text = field(definition, 'body').children[0]?.text ?? ''
    return /^[rRuU]?['"]/.test(text) && /\b(ignor|suppress|swallow)\w*\s+(\w+\s+)?cancel/i.test(text)
  })
}

const REPORTING =
  /^(print|str|repr|type|format|debug|info|warn|warning|error|exception|critical|fatal|log|print_exc|format_exc|print_exception|format_exception)$/

/** Whether a handler neither raises, nor ends the program, nor hands the exception on to another. */
function isCarefree(handler: Handler, file: PythonFile): boolean {
  const [body] = handler.children.filter(child => is(child, 'block'))
  const inside = body ? [...descendants(body)] : []
  if (inside.some(node => is(node, 'raise_statement', 'assert_statement', 'yield'))) return false
  const ends = /^(sys\.exit|os\._exit|os\.abort|os\.kill|builtins\.(exit|quit)|signal\.raise_signal)$/
  if (inside.some(node => is(node, 'call') && ends.test(file.nameOf(field(node, 'function')) ?? ''))) return false
  const [value] = fields(handler, 'value')
  const alias = is(value, 'as_pattern') ? field(value, 'alias')?.children[0] : undefined
  if (!alias) return true
  const isAlias = (node: Node) =>
    is(node, 'identifier') && node.role !== 'attribute' && nameText(node) === nameText(alias)
  return inside.filter(isAlias).every(isReported)
}

/** Whether an exception is only shown: an argument of a logging call, or a part of a text that is. */
function isReported(name: Node): boolean {
  const call = closest(name.parent, 'call')
  if (!call) return false
  const callee = field(call, 'function')
  const last = is(callee, 'attribute') ? field(callee, 'attribute').text : callee.text
  return REPORTING.test(last) && argumentsOf(call).some(argument => within(name, argument))
}

/** Whether a handler leads back to what it was cancelled in. */
function comesBack(handler: Handler, waits: readonly Point[], flow: Flow): boolean {
  const nodes = new Set(waits.map(({ node }) => node))
  return leads(flow, at(handler, 'catch'), ({ node }) => nodes.has(node), { exceptions: false })
}

/** The `finally` or `except CancelledError` around an `await`, where a second cancellation would cut what is awaited. */
export function cleanupAround(node: Node<'await'>, file: PythonFile): Node | undefined {
  const owner = file.placeOf(node).node
  const [call] = node.children
  if (!is(call, 'call') || file.resultOf(call).kind !== 'coroutine' || file.runtime !== 'asyncio') return undefined
  const name = file.nameOf(field(call, 'function')) ?? ''
  if (/^asyncio\.(sleep|wait|wait_for)$/.test(name)) return undefined
  for (let at: Node | undefined = node.parent; at && at !== owner; at = at.parent) {
    if (is(at, 'finally_clause')) return at
    if (is(at, 'except_clause')) return catchesCancellation(at, file) === 'named' ? at : undefined
    // What stands in a `try` or `with` of its own may be guarded already.
    if (is(at, 'try_statement', 'with_statement')) return undefined
  }
  return undefined
}
