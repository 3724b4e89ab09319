import { taskFunctions } from '../../knowledge/coroutines.ts'
import {
  argumentsOf,
  closest,
  descendantsOf,
  field,
  is,
  isAsync,
  type Node,
  unwrap,
  within,
} from '../../syntax/node.ts'
import { callsOf } from '../calls.ts'
import { collectedIn, elementsOf } from '../elements.ts'
import { at, flowOf, leads } from '../flow/flow.ts'
import { suspends } from '../flow/point.ts'
import { mayBeNamed } from '../last-words.ts'
import { oncePerFile } from '../memory.ts'
import type { Model } from '../model.ts'
import type { PythonFile } from '../python-file.ts'
import { threadStartsOf } from './threads.ts'

/** What holds a task that was just made: nothing, a local name that nothing reads, or a local collection of tasks only. */
export interface Holder {
  readonly kind: 'nothing' | 'name' | 'collection'
  /** The name; the statement that drops the task. */
  readonly node: Node
}

/** Whether a call certainly starts a coroutine as a task of asyncio's. `ensure_future` may be given a task, and code that is wrong a plain value. */
function startsTask(call: Node<'call'>, file: PythonFile): boolean {
  const name = file.nameOf(field(call, 'function')) ?? ''
  const [first] = argumentsOf(call)
  if (!taskFunctions.has(name) || !first) return false
  const { kind } = file.resultOfExpression(first)
  return kind === 'coroutine' || (kind !== 'value' && name !== 'asyncio.ensure_future')
}

/** What holds the task that a call starts, where it is certain that nothing else does. */
export function holderOf(call: Node<'call'>, file: PythonFile): Holder | undefined {
  if (file.useOf(call) === 'dropped') {
    const node = closest(call, 'expression_statement')
    return node && { kind: 'nothing', node }
  }
  const { parent } = call
  if (is(parent, 'assignment') && is(parent.parent, 'expression_statement')) {
    const left = field(parent, 'left')
    return isUnread(left, file) ? { kind: 'name', node: left } : undefined
  }
  const collection = collectionAround(call, file)
  return collection && { kind: 'collection', node: collection }
}

/** Whether a target is a local variable that nothing reads, in this function or in one inside it. */
function isUnread(target: Node, file: PythonFile): boolean {
  const binding = is(target, 'identifier') ? file.bindingOf(target) : undefined
  return binding?.scope.kind === 'function' && binding.uses.length === 0 && binding.scope === file.scopeOf(target)
}

/** The local name of the list or set that a task is an element of, where it is read for nothing but `append` and `add`. */
function collectionAround(call: Node<'call'>, file: PythonFile): Node | undefined {
  const statement = closest(call, 'expression_statement')
  const [made] = statement?.children ?? []
  const name = is(made, 'assignment') ? field(made, 'left') : is(made, 'call') ? receiverOf(made) : undefined
  const binding = is(name, 'identifier') ? file.bindingOf(name) : undefined
  const value = is(made, 'assignment') ? field(made, 'right') : made
  if (!name || !value || binding?.scope.kind !== 'function' || binding.scope !== file.scopeOf(name)) return undefined
  const use = binding.uses[0] ?? name
  const elements = binding.uses.length > 0 ? collectedIn(use, file) : elementsOf(value)
  const appended = binding.uses.length > 0 ? [...elements, ...appendedAt(use)] : elements
  return appended.some(element => unwrap(element) === call) ? name : undefined
}

/** `collectedIn` leaves out the use it is asked about. */
function appendedAt(use: Node): readonly Node[] {
  const call = use.parent?.parent
  return is(call, 'call') && receiverOf(call) === use ? argumentsOf(call) : []
}

function receiverOf(call: Node<'call'>): Node | undefined {
  const callee = field(call, 'function')
  return is(callee, 'attribute') ? field(callee, 'object') : undefined
}

/** Whether other tasks can run after a node before its function has ended. */
function suspendsAfter(node: Node, file: PythonFile): boolean {
  const { node: owner } = file.placeOf(node)
  return !is(owner, 'function_definition') || leads(flowOf(owner), at(node), suspends)
}

/**
 * The tasks that the program's main coroutine starts and that have had no chance to run when it ends: `asyncio.run`
 * then cancels them (https://docs.python.org/3/library/asyncio-runner.html#asyncio.run).
 */
export function abandonedBy(definition: Node<'function_definition'>, file: PythonFile): Node<'call'>[] {
  if (!isAsync(definition) || !runsAny(file)) return []
  const runs = callsOf(definition, file)
  if (runs.length === 0 || !runs.every(call => isRun(call.parent?.parent, file))) return []
  const calls = descendantsOf(field(definition, 'body'), ['call']).filter(
    call => file.placeOf(call).node === definition && startsTask(call, file),
  )
  return calls.filter(call => holderOf(call, file) && !suspendsAfter(call, file))
}

const RUN: ReadonlySet<string> = new Set(['asyncio.run'])

const runsAny = oncePerFile((file): boolean => descendantsOf(file.tree.root, ['call']).some(call => isRun(call, file)))

function isRun(call: Node | undefined, file: Model): boolean {
  const callee = is(call, 'call') ? field(call, 'function') : undefined
  return callee !== undefined && mayBeNamed(callee, RUN) && file.nameOf(callee) === 'asyncio.run'
}

/** Whether a task is let go of before it can be done: nothing holds it, or what does ends first. */
export function isLetGo(call: Node<'call'>, file: PythonFile): Holder | undefined {
  if (!startsTask(call, file) || file.isExpectedToFail(call) || isInTest(call)) return undefined
  // In a thread no task starts at all.
  if (threadStartsOf(call, file).length > 0) return undefined
  const holder = holderOf(call, file)
  if (!holder || holder.kind === 'collection') return undefined
  if (holder.kind === 'name' && suspendsAfter(call, file)) return undefined
  const main = closest(call, 'function_definition')
  return main && abandonedBy(main, file).includes(call) ? undefined : holder
}

/** Whether a node stands in a test, which ends before a collection comes in its way. */
function isInTest(node: Node): boolean {
  const around = closest(node, 'function_definition')
  return around !== undefined && (field(around, 'name').text.startsWith('test') || isInTest(around.parent as Node))
}

/** The name of the module's own set of running tasks, which takes each out when it is done; undefined where there is none. */
export function taskSetOf(file: PythonFile): string | undefined {
  const sets = [...file.bindings.module.bindings.values()].filter(({ definitions: [only, ...others], uses }) => {
    const isSet = is(only?.value, 'call') && only.value.text === 'set()' && others.length === 0
    return isSet && uses.some(use => isDiscardCallback(use.parent))
  })
  return sets[0]?.name
}

/** Whether a node is the `tasks.discard` of `task.add_done_callback(tasks.discard)`. */
function isDiscardCallback(node: Node | undefined): boolean {
  if (!is(node, 'attribute') || field(node, 'attribute').text !== 'discard') return false
  const call = node.parent?.parent
  const callee = is(call, 'call') && within(node, field(call, 'arguments')) ? field(call, 'function') : undefined
  return is(callee, 'attribute') && field(callee, 'attribute').text === 'add_done_callback'
}
