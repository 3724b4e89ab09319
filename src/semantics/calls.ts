import { argumentsOf, descendantsOf, field, is, isTarget, type Node, unwrap } from '../syntax/node.ts'
import { oncePerFile } from './memory.ts'
import type { Model, Result } from './model.ts'
import { runsOnLoop } from './places.ts'

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

/** The calls in the file that certainly call a function, or make an object of a class. */
export function callsOf(definition: Definition, model: Model): readonly Node<'call'>[] {
  return callsByDefinition(model).get(definition) ?? []
}

const callsByDefinition = oncePerFile((model): ReadonlyMap<Definition, readonly Node<'call'>[]> => {
  const index = new Map<Definition, Node<'call'>[]>()
  for (const call of descendantsOf(model.tree.root, ['call'])) {
    const called = model.definitionOf(field(call, 'function'))
    if (!called) continue
    const calls = index.get(called)
    if (calls) calls.push(call)
    else index.set(called, [call])
  }
  return index
})

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
