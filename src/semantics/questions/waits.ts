import { argumentsOf, closest, descendants, field, is, isAsync, type Node, unwrap } from '../../syntax/node.ts'
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
  if (elements.every(element => catchesItsErrors(element, file))) return undefined
  const cancels = [...descendants(owner)].some(
    node => is(node, 'attribute') && field(node, 'attribute').text === 'cancel',
  )
  return cancels ? undefined : given.text
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

/** What a loop polls that does nothing but sleep until its condition changes, and the line of the file that changes it. */
export function polled(
  loop: Node<'while_statement'>,
  file: PythonFile,
): { readonly state: string; readonly line: number } | undefined {
  const [only, ...others] = field(loop, 'body').children
  const sleep =
    is(only, 'expression_statement') && is(only.children[0], 'await') ? only.children[0].children[0] : undefined
  if (others.length > 0 || field(loop, 'alternative') || !is(sleep, 'call')) return undefined
  if (!/^(asyncio|anyio|trio)\.sleep$/.test(file.nameOf(field(sleep, 'function')) ?? '')) return undefined
  const flag = unwrap(field(loop, 'condition'))
  const state = is(flag, 'not_operator') ? unwrap(field(flag, 'argument')) : flag
  const line = changedAt(state, file)
  return line === undefined ? undefined : { state: state.text, line }
}

/** The line on which other code of the file sets a flag: an attribute of the same object in another method, a global or free variable. */
function changedAt(state: Node, file: PythonFile): number | undefined {
  const around = closest(state, 'function_definition')
  const isElsewhere = (node: Node) =>
    closest(node, 'function_definition') !== around && closest(node, 'function_definition')
  if (is(state, 'identifier')) {
    const binding = file.bindingOf(state)
    const definitions = binding?.definitions ?? []
    const other = definitions.find(
      ({ how, name }) => how === 'assignment' && isElsewhere(name) && !isMadeIn(name, binding?.scope.node),
    )
    const isFlag = definitions.every(({ how, value }) => how === 'assignment' && is(value, 'true', 'false', 'none'))
    return other && isFlag ? file.lineAt(other.name.start) : undefined
  }
  const method = methodAround(state)
  const owner = method && classOfMethod(method)
  if (!owner || !is(state, 'attribute') || !/^self\.\w+$/.test(state.text)) return undefined
  const writes = [...descendants(owner)].filter(
    (node): node is Node<'assignment'> => is(node, 'assignment') && field(node, 'left').text === state.text,
  )
  const isFlag = writes.every(write => is(field(write, 'right'), 'true', 'false', 'none'))
  const other = writes.find(
    write =>
      isElsewhere(write) && methodAround(write)?.children.find(child => child.role === 'name')?.text !== '__init__',
  )
  return isFlag && other ? file.lineAt(other.start) : undefined
}

/** Whether a name is assigned in the very scope that owns it. */
function isMadeIn(name: Node, scope: Node | undefined): boolean {
  return closest(name, 'function_definition', 'module') === scope
}

/** Words in the names of calls whose order matters. */
const ORDERED = /sleep|write|send|put|push|emit|publish|feed|press|key|event|dispatch|move|click|type|step|migrate/i

/** The call that a loop awaits again and again, each with the loop's own element, and nothing that would tell their order. */
export function awaitedOneByOne(loop: Node<'for_statement'>, file: PythonFile): Node<'call'> | undefined {
  const [only, ...others] = field(loop, 'body').children
  const target = field(loop, 'left')
  if (others.length > 0 || isAsync(loop) || !is(target, 'identifier') || !is(only, 'expression_statement'))
    return undefined
  const waits = [...descendants(only)].filter(node => is(node, 'await'))
  const call = waits[0]?.children[0]
  if (waits.length !== 1 || !is(call, 'call') || file.resultOf(call).kind !== 'coroutine') return undefined
  const [statement] = only.children
  const isPlain =
    statement === waits[0] || (is(statement, 'call') && /\.(append|add)$/.test(field(statement, 'function').text))
  const callee = field(call, 'function')
  const last = is(callee, 'attribute') ? field(callee, 'attribute').text : callee.text
  const usesElement = argumentsOf(call).some(argument =>
    [...descendants(argument)].some(node => is(node, 'identifier') && node.text === target.text),
  )
  return isPlain && usesElement && !ORDERED.test(last) ? call : undefined
}
