import { type CallbackTaker, callbackTakers } from '../../knowledge/callbacks.ts'
import { argumentsOf, field, is, isAsync, keywordOf, type Node } from '../../syntax/node.ts'
import { mayBeFunction } from '../definitions.ts'
import { ownNodes } from '../functions.ts'
import type { Model } from '../model.ts'
import { useOf } from '../uses.ts'
import { decoratorsOf } from './decorators.ts'

/** A callable that gives a coroutine, where a plain one is called. */
export interface CoroutineCallback {
  readonly taker: CallbackTaker
  /** The argument: the name of a coroutine function, a lambda that calls one, or a `functools.partial` of one. */
  readonly given: Node
  /** The coroutine function, or the call of it in the lambda. */
  readonly coroutine: Node
}

/** The coroutine function that a call is given as a callback, if it certainly is one. */
export function coroutineCallback(call: Node<'call'>, model: Model): CoroutineCallback | undefined {
  const taker = callbackTakers.get(model.nameOf(field(call, 'function')) ?? '')
  const positional = argumentsOf(call).filter(each => !is(each, 'keyword_argument', 'dictionary_splat'))
  if (!taker || positional.slice(0, taker.at).some(each => is(each, 'list_splat'))) return undefined
  const given = positional[taker.at] ?? (taker.keyword === undefined ? undefined : keywordOf(call, taker.keyword))
  const coroutine = given && coroutineOf(given, model)
  return coroutine && { taker, given, coroutine }
}

function coroutineOf(given: Node, model: Model): Node | undefined {
  if (is(given, 'lambda')) {
    const body = field(given, 'body')
    const { kind, doubt } = is(body, 'call') ? model.resultOf(body) : { kind: 'unknown' }
    return kind === 'coroutine' && doubt === undefined ? body : undefined
  }
  const isPartial = is(given, 'call') && model.nameOf(field(given, 'function')) === 'functools.partial'
  const named = isPartial ? argumentsOf(given)[0] : given
  return is(named, 'identifier', 'attribute') && isCoroutineFunction(named, model) ? named : undefined
}

/** Whether an expression certainly names an `async def` that gives a coroutine. */
function isCoroutineFunction(named: Node, model: Model): boolean {
  if (!mayBeFunction(named, ({ isAsync }) => isAsync === true, model)) return false
  const definition = model.definitionOf(named)
  if (!is(definition, 'function_definition') || !isAsync(definition)) return false
  const isKept = decoratorsOf(definition).every(({ text }) => /^@(staticmethod|classmethod)$/.test(text))
  return isKept && ownNodes(definition, 'yield').length === 0
}

/** Whether what a thread gives back is awaited again, or may be: then the coroutine runs after all. */
export function isAwaitedLater(call: Node<'call'>, model: Model): boolean {
  const awaited = is(call.parent, 'await') ? call.parent : undefined
  if (!awaited) return true
  const use = useOf(awaited)
  if (use === 'dropped' || use === 'used-as-value') return false
  const { parent } = awaited
  const left = is(parent, 'assignment') ? field(parent, 'left') : undefined
  const binding = is(left, 'identifier') ? model.bindingOf(left) : undefined
  return !binding?.uses.every(each => ['dropped', 'used-as-value'].includes(useOf(each)))
}

/** Whether an expression gives the same value whenever it is evaluated: a constant, or a name that is bound once. */
export function isSteady(expression: Node, model: Model): boolean {
  if (is(expression, 'string', 'integer', 'float', 'true', 'false', 'none')) return true
  const [only, ...others] = (is(expression, 'identifier') && model.bindingOf(expression)?.definitions) || []
  if (!only || others.length > 0 || !['assignment', 'parameter', 'function', 'import'].includes(only.how)) return false
  return !isInLoop(expression) || !isInLoop(only.name)
}

function isInLoop(node: Node): boolean {
  for (let at = node.parent; at && !is(at, 'function_definition', 'lambda', 'module'); at = at.parent) {
    if (is(at, 'for_statement', 'while_statement', 'list_comprehension', 'generator_expression')) return true
  }
  return false
}
