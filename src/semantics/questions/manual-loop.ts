import { argumentsOf, closest, descendants, field, is, type Node, within } from '../../syntax/node.ts'
import type { Model } from '../model.ts'
import { isReflectedOn } from '../reflection.ts'
import type { Binding } from '../scopes.ts'
import { typeAt } from '../types/root.ts'
import { isInCoroutine } from './event-loops.ts'

/** An event loop that synchronous code makes or asks for, only to run coroutines on it. */
export interface ManualLoop {
  /** The calls of `run_until_complete`, in source order. */
  readonly runs: readonly Node<'call'>[]
  /** The statement that gives the loop its name; none where `run_until_complete` is asked of the call itself. */
  readonly made: Node | undefined
  /** The statements that `asyncio.run` makes needless: `set_event_loop`, `close`, `shutdown_asyncgens`. */
  readonly needless: readonly Node[]
  /** Where the loop is handed to what runs on it. */
  readonly handedOn: Node | undefined
}

const MAKERS: readonly (string | undefined)[] = ['asyncio.get_event_loop', 'asyncio.new_event_loop']
const SHUTDOWN = /^shutdown_(asyncgens|default_executor)$/

/** The loop of a `run_until_complete`, where the code does nothing else with it. */
export function manualLoopOf(run: Node<'call'>, model: Model): ManualLoop | undefined {
  const callee = field(run, 'function')
  const loop = is(callee, 'attribute') ? field(callee, 'object') : undefined
  if (isMade(loop, model)) return { runs: [run], made: undefined, needless: [], handedOn: undefined }
  const binding = is(loop, 'identifier') ? model.bindingOf(loop) : undefined
  const [only] = binding?.definitions ?? []
  const made = only?.site.parent
  if (binding?.definitions.length !== 1 || !is(only?.site, 'assignment') || !isMade(only.value, model)) return undefined
  if (!is(made, 'expression_statement') || field(only.site, 'left') !== only.name || isShared(binding, model))
    return undefined
  const { node: place } = model.placeOf(run)
  if (binding.scope.node !== place || binding.uses.some(use => model.placeOf(use).node !== place)) return undefined
  return usesOf(binding, made, place, model)
}

function isMade(value: Node | undefined, model: Model): boolean {
  return is(value, 'call') && argumentsOf(value).length === 0 && MAKERS.includes(model.nameOf(field(value, 'function')))
}

function isShared({ name, scope }: Binding, model: Model): boolean {
  const isTaken = scope.kind === 'module' && (model.project?.isNamedElsewhere(model.path, name) ?? false)
  return isTaken || isReflectedOn(scope, model)
}

function usesOf({ uses }: Binding, made: Node, place: Node, model: Model): ManualLoop | undefined {
  const runs: Node<'call'>[] = []
  const needless: Node[] = []
  let handedOn: Node | undefined
  for (const use of uses) {
    const statement = closest(use, 'expression_statement')
    const call = is(use.parent, 'attribute') && is(use.parent.parent, 'call') ? use.parent.parent : undefined
    const method = is(use.parent, 'attribute') ? field(use.parent, 'attribute').text : ''
    if (call && method === 'run_until_complete') {
      if (!argumentsOf(call).some(argument => isShutdown(argument))) runs.push(call)
    } else if (
      statement &&
      (isSetting(use, statement, model) || (method === 'close' && statement.children[0] === call))
    )
      needless.push(statement)
    else if (statement && call && SHUTDOWN.test(method)) needless.push(statement)
    else handedOn = use
  }
  for (const node of descendants(place)) {
    const isReset = is(node, 'expression_statement') && /^\S*set_event_loop\(None\)$/.test(node.text)
    if (isReset && model.placeOf(node).node === place) needless.push(node)
  }
  const isGiven = !handedOn || runs.some(run => argumentsOf(run).some(argument => within(handedOn, argument)))
  return isGiven ? { runs, made, needless, handedOn } : undefined
}

function isShutdown(argument: Node): boolean {
  return is(argument, 'call') && SHUTDOWN.test(field(argument, 'function').text.replace(/^.*\./s, ''))
}

function isSetting(use: Node, statement: Node, model: Model): boolean {
  const [call] = statement.children
  const isSet = is(call, 'call') && model.nameOf(field(call, 'function')) === 'asyncio.set_event_loop'
  return isSet && argumentsOf(call)[0] === use
}

/** Whether a call may be made several times on the loop that a statement makes: in a `for`, a `while` or a comprehension. */
export function isRepeated(run: Node, made: Node | undefined): boolean {
  for (let at = run.parent; at && at !== made?.parent; at = at.parent) {
    if (is(at, 'for_statement', 'while_statement', 'list_comprehension', 'generator_expression'))
      return made !== undefined
  }
  return false
}

const LOOP_API = /^asyncio\.(get_event_loop|set_event_loop|ensure_future|Future|gather|shield|AbstractEventLoop\.\w+)$/
const PRIMITIVES = /^asyncio\.(BoundedSemaphore|Condition|Event|LifoQueue|Lock|PriorityQueue|Queue|Semaphore)$/

/** Synchronous code elsewhere in the file that uses the current loop, or makes what is bound to it. */
export function otherLoopUse({ runs, made, needless }: ManualLoop, model: Model): Node<'call'> | undefined {
  const own = [...runs, ...needless, ...(made ? [made] : [])]
  for (const node of descendants(model.tree.root)) {
    if (!is(node, 'call') || own.some(each => within(node, each))) continue
    const name = model.nameOf(field(node, 'function')) ?? ''
    // Python 3.10 made them find their loop when they are used: https://docs.python.org/3/whatsnew/3.10.html#asyncio
    const isBound = LOOP_API.test(name) || (model.options.target < 10 && PRIMITIVES.test(name))
    if (isBound && !isInCoroutine(node, model)) return node
  }
  return undefined
}

/** An object that a coroutine works on and that was made before its loop: it may hold on to another one. */
export function olderObject(coroutine: Node, model: Model): Node | undefined {
  if (!is(coroutine, 'call')) return undefined
  const callee = field(coroutine, 'function')
  const receiver = is(callee, 'attribute') && typeAt(field(callee, 'object'), model)?.kind !== 'module'
  const given = argumentsOf(coroutine).map(each => (is(each, 'keyword_argument') ? field(each, 'value') : each))
  const objects = [...(receiver && is(callee, 'attribute') ? [field(callee, 'object')] : []), ...given]
  return objects.find(object => !CONSTANTS.includes(object.kind) && !isOfLanguage(object, model))
}

const CONSTANTS: readonly Node['kind'][] = ['false', 'float', 'integer', 'none', 'string', 'true']

function isOfLanguage(object: Node, model: Model): boolean {
  if (is(object, 'call') && typeAt(field(object, 'function'), model)?.kind === 'class') return false
  const type = typeAt(object, model)
  return type?.kind === 'instance' && type.of.module.origin === 'standard library' && !/^asyncio\b/.test(type.of.name)
}
