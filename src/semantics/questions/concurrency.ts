import {
  argumentsOf,
  closest,
  descendants,
  descendantsOf,
  field,
  is,
  isTarget,
  type Node,
  within,
} from '../../syntax/node.ts'
import { callsOf } from '../calls.ts'
import { classOfMethod } from '../functions.ts'
import { oncePerFile } from '../memory.ts'
import type { Model } from '../model.ts'
import { loopAround, placeOf } from '../places.ts'
import { useOf } from '../uses.ts'
import { isRunOnce } from './once.ts'
import { isSelf, type State } from './shared-state.ts'

type Coroutine = Node<'function_definition'>

/** What starts coroutines that it is given side by side, by the last word of its name. */
const STARTERS = /(^|\.)(gather|create_task|ensure_future|start_soon|as_completed|run_coroutine_threadsafe|spawn)$/
/** What has a function called for each request, by the last word of its name. */
const SERVERS =
  /(^|\.)(start_server|start_unix_server|add_(get|post|put|patch|delete|route|api_route|websocket_route)|get|post|put|patch|delete|route|api_route|websocket)$/
/** Longer ways from what starts coroutines to the one asked about are not followed. */
const LONGEST_WAY = 3

/**
 * What shows that several runs of a coroutine that share a state go on at once: the call that starts them side by side, the
 * decorator of a request handler, the call that makes the module's one object of the class. Undefined where nothing in the file does.
 */
export function sideBySide(owner: Coroutine, state: State, model: Model, way = 0): Node | undefined {
  const server = handlerOf(owner, model)
  if (server) return server
  const shared = state.kind === 'attribute' ? moduleObject(owner, model) : undefined
  if (shared) return shared
  const calls = callsOf(owner, model).filter(call => sharesState(call, state, model))
  for (const [index, call] of calls.entries()) {
    const start = startOf(call)
    const isTwin = start && calls.slice(index + 1).some(other => areSideBySide(call, other))
    if (start && state.kind === 'attribute' && hasRival(call, start, state, model)) return start
    if (start && (isTwin || isRepeated(call, start))) return start
    const caller = way < LONGEST_WAY ? callerOf(call, state, model) : undefined
    const further = caller && caller.node !== owner && sideBySide(caller.node, caller.state, model, way + 1)
    if (further) return further
  }
  return undefined
}

/**
 * Whether several runs of a coroutine that share a state may go on at once: side by side in this file, or because anybody
 * may call it. What is only called here runs as those do that wait for it.
 */
export function mayInterleave(owner: Coroutine, state: State, model: Model, way = 0): boolean {
  if (sideBySide(owner, state, model)) return true
  if (state.kind === 'nonlocal' || isRunOnce(owner) || way > LONGEST_WAY) return false
  const calls = callsOf(owner, model).filter(call => placeOf(call).node !== owner)
  // Iterators and streams have one reader.
  if (calls.length === 0) return !field(owner, 'name').text.startsWith('_') && !isIterator(classOfMethod(owner))
  return calls.some(call => {
    const caller = callerOf(call, state, model)
    return caller !== undefined && mayInterleave(caller.node, caller.state, model, way + 1)
  })
}

function isIterator(owner: Node<'class_definition'> | undefined): boolean {
  const methods = owner ? [...field(owner, 'body').children] : []
  return methods.some(each => is(each, 'function_definition') && /^__a(next|iter)__$/.test(field(each, 'name').text))
}

/** The decorator or call that makes a server call the function for each request. */
function handlerOf(owner: Coroutine, model: Model): Node | undefined {
  const decorators = is(owner.parent, 'decorated_definition') ? owner.parent.children : []
  const route = decorators.find(each => {
    const [decorator] = is(each, 'decorator') ? each.children : []
    const callee = is(decorator, 'call') ? field(decorator, 'function') : undefined
    return is(callee, 'attribute') && SERVERS.test(callee.text)
  })
  return route ?? serving(model).get(owner)
}

const serving = oncePerFile((model): ReadonlyMap<Node, Node> => {
  const found = new Map<Node, Node>()
  for (const call of descendantsOf(model.tree.root, ['call'])) {
    if (!SERVERS.test(field(call, 'function').text)) continue
    const [first] = argumentsOf(call)
    // `handlers.get(name, other)` looks one up; routes begin with a path.
    if (!/server$/.test(field(call, 'function').text) && !is(first, 'string')) continue
    for (const argument of argumentsOf(call)) {
      const handler = is(argument, 'identifier', 'attribute') ? model.definitionOf(argument) : undefined
      if (handler) found.set(handler, call)
    }
  }
  return found
})

/** The call by which the module makes an object of a method's class for all to use. */
function moduleObject(method: Coroutine, model: Model): Node | undefined {
  const owner = classOfMethod(method)
  const made = owner ? callsOf(owner, model) : []
  return made.find(
    call => placeOf(call).kind === 'module' && is(call.parent, 'assignment') && !closest(call, 'if_statement'),
  )
}

/** The function that awaits a call, and what its own runs have to share for the call to reach one state; nothing for a task. */
function callerOf(call: Node<'call'>, state: State, model: Model): { node: Coroutine; state: State } | undefined {
  const { node } = placeOf(call)
  if (useOf(call) !== 'awaited' || !is(node, 'function_definition') || !sharesState(call, state, model))
    return undefined
  const callee = field(call, 'function')
  const object =
    state.kind === 'attribute' && is(callee, 'attribute') ? model.bindingOf(field(callee, 'object')) : undefined
  if (!object || isSelf(object)) return { node, state }
  const { kind, node: scope } = object.scope
  if (kind === 'module') return { node, state: { ...state, kind: 'global' } }
  return scope === node ? undefined : { node, state: { ...state, kind: 'nonlocal', root: object } }
}

/** Whether a call of a coroutine reaches the state that others reach: the same object, the same run of the function around. */
function sharesState(call: Node<'call'>, { kind, root }: State, model: Model): boolean {
  if (kind === 'global') return true
  if (kind === 'nonlocal') return within(call, root.scope.node)
  const callee = field(call, 'function')
  const object = is(callee, 'attribute') ? field(callee, 'object') : undefined
  const binding = is(object, 'identifier') ? model.bindingOf(object) : undefined
  const loop = loopAround(call)
  return binding?.definitions.every(({ name }) => !loop || !within(name, loop)) ?? false
}

/** What a call's coroutine is started by, side by side with others: a starter, or the comprehension that collects them. */
function startOf(call: Node<'call'>): Node | undefined {
  const parent = call.parent?.kind === 'list_splat' ? call.parent.parent : call.parent
  if (is(parent, 'list_comprehension', 'generator_expression', 'set_comprehension'))
    return call.role === 'body' ? parent : undefined
  const starter = is(parent, 'argument_list') ? parent.parent : undefined
  return is(starter, 'call') && STARTERS.test(field(starter, 'function').text) ? starter : undefined
}

/** Whether a start comes again before what it started has ended: in a loop or comprehension that does not wait for it. */
function isRepeated(call: Node, start: Node): boolean {
  if (!is(start, 'call')) return useOf(call) !== 'awaited'
  const loop = loopAround(start)
  if (!loop || useOf(start) === 'awaited') return false
  return is(loop, 'for_statement', 'while_statement')
    ? descendantsOf(field(loop, 'body'), ['await']).length === 0
    : true
}

/** Whether a starter is given another method of the same object too, which writes the state. */
function hasRival(call: Node<'call'>, start: Node, { text }: State, model: Model): boolean {
  const object = (each: Node<'call'>) => /^(\w+)\.\w+$/.exec(field(each, 'function').text)?.[1]
  const others = is(start, 'call') ? argumentsOf(start).filter(each => is(each, 'call')) : []
  return others.some(other => {
    const method =
      other !== call && object(other) === object(call) ? model.definitionOf(field(other, 'function')) : undefined
    return [...(method ? descendants(method) : [])].some(
      node => is(node, 'attribute') && node.text === text && isTarget(node),
    )
  })
}

/** Whether two calls are given to one starter, or to two with nothing awaited between. */
function areSideBySide(one: Node<'call'>, other: Node<'call'>): boolean {
  const [first, second] = [startOf(one), startOf(other)]
  if (!first || !second || placeOf(one).node !== placeOf(other).node) return false
  if (first === second) return true
  if (useOf(first) === 'awaited') return false
  const between = { start: first.end, end: second.start }
  return !descendantsOf(placeOf(one).node, ['await']).some(node => within(node, between))
}
