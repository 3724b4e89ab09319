import { add } from '../multimap.ts'
import { argumentsOf, descendantsOf, field, is, isTarget, type Node, nameText, unwrap } from '../syntax/node.ts'
import { targetsOf } from '../syntax/search.ts'
import { oncePerFile } from './memory.ts'
import type { Model, Result } from './model.ts'
import { runsOnLoop } from './places.ts'
import type { Definition as Bound } from './scopes.ts'

/** The call that made the object a method is called on or that a function is given; the call itself if it makes one. */
export function originOf(call: Node<'call'>, model: Model): Node<'call'> | undefined {
  const callee = field(call, 'function')
  const receiver = is(callee, 'attribute') ? model.instanceOf(field(callee, 'object')) : undefined
  const given = argumentsOf(call).map(argument => model.instanceOf(argument)?.origin)
  return receiver?.origin ?? given.find(origin => origin !== undefined) ?? model.instanceOf(call)?.origin
}

/** Whether one of a call's arguments is certainly an instance of a class. */
export function isGiven(call: Node<'call'>, className: string, model: Model): boolean {
  return argumentsOf(call).some(argument => {
    const value = is(argument, 'keyword_argument') ? field(argument, 'value') : argument
    return model.instanceOf(value)?.name === className
  })
}

const LOOP_GETTERS: readonly (string | undefined)[] = ['asyncio.get_running_loop', 'asyncio.get_event_loop']

/** Whether an expression is certainly the loop that runs the code: got in a coroutine by `get_running_loop()` or its like. */
export function isRunningLoop(expression: Node, model: Model): boolean {
  const { name, origin } = model.instanceOf(expression) ?? {}
  if (name !== 'asyncio.AbstractEventLoop' || !origin || !runsOnLoop(origin)) return false
  // A coroutine inside another may be run by another loop.
  if (model.placeOf(origin).node !== model.placeOf(expression).node) return false
  return LOOP_GETTERS.includes(model.nameOf(field(origin, 'function')))
}

/** What an expression gives that is a call, or a name for one that has no other use. */
export function resultOfExpression(expression: Node, model: Model): Result {
  const node = unwrap(expression)
  if (is(node, 'call')) return model.resultOf(node)
  if (!is(node, 'identifier')) return { kind: 'unknown' }
  const { definitions = [], uses = [] } = model.bindingOf(node) ?? {}
  const [only] = definitions
  if (definitions.length !== 1 || uses.length !== 1 || only?.how !== 'assignment') return { kind: 'unknown' }
  return is(only.value, 'call') ? model.resultOf(only.value) : { kind: 'unknown' }
}

type Definition = Node<'function_definition' | 'class_definition'>

/**
 * The calls in the file that certainly call a function of it, or make an object of a class of it. Those that are spelt
 * otherwise are looked at only where the file may give the word another meaning.
 */
export function callsOf(definition: Definition, model: Model): readonly Node<'call'>[] {
  const name = nameText(field(definition, 'name'))
  const byWord = callsByWord(model)
  const calls = [...(byWord.get(name) ?? []), ...(name === ANY ? [] : (byWord.get(ANY) ?? []))]
  return calls
    .filter(call => model.definitionOf(field(call, 'function')) === definition)
    .sort((one, other) => one.start - other.start || other.end - one.end)
}

/** Stands for all words under which a call may come to a function of another name. */
const ANY = ''

const callsByWord = oncePerFile((model): ReadonlyMap<string, readonly Node<'call'>[]> => {
  const others = otherNames(model)
  const index = new Map<string, Node<'call'>[]>()
  for (const call of descendantsOf(model.tree.root, ['call'])) {
    const callee = unwrap(field(call, 'function'))
    const last = is(callee, 'attribute') ? field(callee, 'attribute') : callee
    const word = is(last, 'identifier') && !others.has(nameText(last)) ? nameText(last) : ANY
    add(word, call, index)
  }
  return index
})

/** The words that the file gives to what may have another name: variables, parameters, attributes, properties. */
function otherNames(model: Model): ReadonlySet<string> {
  const words = new Set(['__class__'])
  for (const { bindings } of model.bindings.scopes.values()) {
    for (const { name, definitions } of bindings.values()) if (!definitions.every(isOwnName)) words.add(name)
  }
  for (const node of targetsOf(model.tree.root, 'attribute')) words.add(nameText(field(node, 'attribute')))
  return words
}

/** Whether a definition gives a name to what has this name itself, as far as the file says. */
function isOwnName({ how, site, value }: Bound): boolean {
  if (how === 'import') return !is(value, 'aliased_import')
  return (how === 'function' || how === 'class') && !is(site.parent, 'decorated_definition')
}

const calledNames = oncePerFile((model): ReadonlySet<string | undefined> => {
  const calls = descendantsOf(model.tree.root, ['call'])
  return new Set(calls.map(call => model.nameOf(field(call, 'function'))))
})

/** Whether the file calls one of some functions, by qualified name. */
export function callsAnyOf(names: readonly string[], model: Model): boolean {
  const called = calledNames(model)
  return names.some(name => called.has(name))
}

/** Whether an attribute or identifier reads what it names, instead of binding it. */
export function isReference(node: Node<'attribute' | 'identifier'>, model: Model): boolean {
  if (is(node, 'identifier')) return model.bindingOf(node)?.uses.includes(node) ?? false
  return !isTarget(node)
}
