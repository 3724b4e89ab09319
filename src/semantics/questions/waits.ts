import {
  argumentsOf,
  closest,
  descendants,
  descendantsOf,
  field,
  is,
  isAsync,
  type Node,
  unwrap,
} from '../../syntax/node.ts'
import { classOfMethod, methodAround } from '../functions.ts'
import type { PythonFile } from '../python-file.ts'

/** The tasks that an `asyncio.wait` is given, as text, where nobody can ever see their exceptions. */
export function unseenTasks(call: Node<'call'>, file: PythonFile): string | undefined {
  const awaited = call.parent
  const owner = file.placeOf(call).node
  if (!is(awaited, 'await') || !is(owner, 'function_definition') || doneIsRead(awaited, file)) return undefined
  if (file.isExpectedToFail(call)) return undefined
  const given = argumentsOf(call)[0]
  if (!given || is(given, 'keyword_argument')) return undefined
  const isName = is(given, 'identifier')
  const elements = isName ? file.collectedIn(given) : file.elementsOf(given)
  const kinds = elements.map(element => (is(element, 'call') ? file.resultOf(element).kind : 'unknown'))
  if (kinds.length === 0 || !kinds.every(kind => kind === 'task' || kind === 'coroutine')) return undefined
  if (elements.every(element => catchesItsErrors(element, file) || onlyWaits(element, file))) return undefined
  const cancels = descendantsOf(owner, ['attribute']).some(node => field(node, 'attribute').text === 'cancel')
  return cancels ? undefined : given.text
}

/** What of asyncio's own waits raises nothing of itself. */
const WAITS =
  /^asyncio\.(sleep|(Event|Condition|Barrier)\.wait|(Queue|LifoQueue|PriorityQueue)\.(get|put|join)|Lock\.acquire)$/

/** Whether an element is a wait of asyncio's that does not fail, or the task of one. */
function onlyWaits(element: Node, file: PythonFile): boolean {
  if (!is(element, 'call')) return false
  if (file.resultOf(element).kind === 'task')
    return argumentsOf(element)
      .slice(0, 1)
      .some(each => onlyWaits(each, file))
  const callee = field(element, 'function')
  return WAITS.test(file.nameOf(callee) ?? '')
}

/** Whether a coroutine lets no exception out, for all its body is a `try` with a handler for them; or the task of one. */
function catchesItsErrors(element: Node, file: PythonFile): boolean {
  if (!is(element, 'call')) return false
  const definition = file.definitionOf(field(element, 'function'))
  if (!is(definition, 'function_definition')) return argumentsOf(element).some(each => catchesItsErrors(each, file))
  const last = field(definition, 'body').children.at(-1)
  return (last?.children ?? []).some(
    child => is(child, 'except_clause') && /^except\s*(:|(Base)?Exception\b)/.test(child.text),
  )
}

/** Whether the first of the two sets that `await asyncio.wait(…)` gives is read. */
function doneIsRead(awaited: Node<'await'>, file: PythonFile): boolean {
  const { parent } = awaited
  if (is(parent, 'expression_statement')) return false
  if (!is(parent, 'assignment')) return true
  const left = field(parent, 'left')
  const done = is(left, 'pattern_list', 'tuple_pattern') ? left.children[0] : left
  const binding = is(done, 'identifier') ? file.bindingOf(done) : undefined
  return binding?.scope.kind !== 'function' || binding.uses.length > 0
}

/** A flag that a loop polls, as text, and where other code of the file gives it the value that ends the loop. */
export interface Polled {
  readonly flag: string
  /** Whether the loop ends when the flag becomes true. */
  readonly until: boolean
  readonly change: Node
}

/** What a loop polls that does nothing but sleep until a flag changes, where it is known what changes it. */
export function polled(loop: Node<'while_statement'>, file: PythonFile): Polled | undefined {
  const [only, ...others] = field(loop, 'body').children
  const sleep =
    is(only, 'expression_statement') && is(only.children[0], 'await') ? only.children[0].children[0] : undefined
  if (others.length > 0 || field(loop, 'alternative') || !is(sleep, 'call')) return undefined
  if (!/^(asyncio|anyio|trio)\.sleep$/.test(file.nameOf(field(sleep, 'function')) ?? '')) return undefined
  const condition = unwrap(field(loop, 'condition'))
  const until = is(condition, 'not_operator')
  const flag = until ? unwrap(field(condition, 'argument')) : condition
  const writes = writesOf(flag, file)
  const isFlag = writes.every(({ value }) => is(value, 'true', 'false', 'none'))
  const around = closest(loop, 'function_definition')
  const change = writes.find(
    ({ node, value }) =>
      closest(node, 'function_definition') !== around && is(value, 'true') === until && isLater(node),
  )
  return isFlag && change ? { flag: flag.text, until, change: change.node } : undefined
}

interface Write {
  readonly node: Node
  readonly value: Node | undefined
}

/** What is assigned to a global or free variable in the file, or to an attribute of `self` in the class. */
function writesOf(flag: Node, file: PythonFile): readonly Write[] {
  if (is(flag, 'identifier')) {
    const { definitions = [] } = file.bindingOf(flag) ?? {}
    return definitions.map(({ how, name, value }) => ({ node: name, value: how === 'assignment' ? value : undefined }))
  }
  const method = methodAround(flag)
  const owner = method && classOfMethod(method)
  if (!owner || !/^self\.\w+$/.test(flag.text)) return []
  return [...descendants(owner)].flatMap(node =>
    is(node, 'assignment') && field(node, 'left').text === flag.text ? [{ node, value: field(node, 'right') }] : [],
  )
}

/** Whether code runs after the object or module it belongs to was made. */
function isLater(node: Node): boolean {
  const around = closest(node, 'function_definition')
  return around !== undefined && field(around, 'name').text !== '__init__'
}

/** Words in the names of calls whose order matters. */
const ORDERED = /sleep|write|send|put|push|emit|publish|feed|press|key|event|dispatch|move|click|type|step|migrate/i

/** The call that a loop awaits again and again, each with the loop's own element, and nothing that would tell their order. */
export function awaitedOneByOne(loop: Node<'for_statement'>, file: PythonFile): Node<'call'> | undefined {
  const [only, ...others] = field(loop, 'body').children
  const target = field(loop, 'left')
  if (others.length > 0 || isAsync(loop) || !is(target, 'identifier') || !is(only, 'expression_statement'))
    return undefined
  const waits = descendantsOf(only, ['await'])
  const call = waits[0]?.children[0]
  if (waits.length !== 1 || !is(call, 'call') || file.resultOf(call).kind !== 'coroutine') return undefined
  const [statement] = only.children
  const isPlain =
    statement === waits[0] || (is(statement, 'call') && /\.(append|add)$/.test(field(statement, 'function').text))
  const callee = field(call, 'function')
  const last = is(callee, 'attribute') ? field(callee, 'attribute').text : callee.text
  const usesElement = argumentsOf(call).some(argument =>
    descendantsOf(argument, ['identifier']).some(node => node.text === target.text),
  )
  return isPlain && usesElement && !ORDERED.test(last) && !sharesConnection(call, loop) ? call : undefined
}

/** What opens something that does one thing at a time: a transaction, a connection, a lock. */
const ONE_AT_A_TIME = /transaction|\btx\b|\btxn\b|\bbegin\b|connect(?!or)|\bconn\b|acquire|cursor|lock\b/i

/** What people call such a thing where a function is given it. */
const CALLED_SO = /^(tx|txn|transaction|conn|connection|cur|cursor)$/

/** Whether a call goes by, or is given, what does one thing at a time: by its name, or as an `async with` around the loop opened it. */
function sharesConnection(call: Node<'call'>, loop: Node<'for_statement'>): boolean {
  const names = new Set(descendantsOf(call, ['identifier']).map(({ text }) => text))
  names.delete(field(loop, 'left').text)
  if ([...names].some(name => CALLED_SO.test(name))) return true
  for (let { parent }: Node = loop; parent && !is(parent, 'function_definition'); { parent } = parent) {
    const clause = parent.children.find(child => is(child, 'with_clause'))
    for (const { text } of clause?.children ?? []) {
      const [, name = ''] = /\sas\s+(\w+)$/.exec(text) ?? []
      if (names.has(name) && ONE_AT_A_TIME.test(text)) return true
    }
  }
  return false
}
