import { argumentsOf, descendants, field, fields, is, isAsync, type Node } from '../../syntax/node.ts'
import type { Model } from '../model.ts'
import { placeOf } from '../places.ts'
import { useOf } from '../uses.ts'

const MANAGERS = /^async_timeout\.timeout(_at)?$/

/** A `with async_timeout.timeout(x)`, which `asyncio.timeout(x)` can stand for. */
export interface OldTimeout {
  readonly statement: Node<'with_statement'>
  /** A use of the name that it is bound to, whose methods are others. */
  readonly used: Node | undefined
}

/** The `with` statement that enters a call of `async_timeout`. */
export function oldTimeout(call: Node<'call'>, model: Model): OldTimeout | undefined {
  if (!MANAGERS.test(model.nameOf(field(call, 'function')) ?? '')) return undefined
  const given = argumentsOf(call)
  if (given.length !== 1 || is(given[0], 'keyword_argument', 'list_splat', 'dictionary_splat')) return undefined
  const named = is(call.parent, 'as_pattern') ? call.parent : undefined
  const item = (named ?? call).parent
  const statement = is(item, 'with_item') ? item.parent?.parent : undefined
  if (!is(statement, 'with_statement')) return undefined
  const [target] = named?.children.filter(child => is(child, 'as_pattern_target')) ?? []
  const [bound] = target?.children ?? []
  return { statement, used: bound && (is(bound, 'identifier') ? model.bindingOf(bound)?.uses[0] : bound) }
}

/** Where an `except` or a `suppress` names the builtin `TimeoutError` alone, and asyncio raises its own. */
export function missedTimeout(node: Node<'except_clause' | 'call'>, model: Model): Node | undefined {
  const classes = is(node, 'except_clause') ? classesOf(node) : suppressedBy(node, model)
  const builtin = classes.find(each => model.nameOf(each) === 'builtins.TimeoutError')
  if (!builtin) return undefined
  const statement = is(node, 'except_clause') ? node.parent : node.parent?.parent?.parent
  if (!is(statement, 'try_statement', 'with_statement')) return undefined
  const handlers = statement.children.filter(child => is(child, 'except_clause'))
  const all = [...classes, ...handlers.flatMap(classesOf)]
  if (all.some(each => model.nameOf(each) === 'asyncio.TimeoutError')) return undefined
  return [...descendants(field(statement, 'body'))].some(each => isTimed(each, statement, model)) ? builtin : undefined
}

function classesOf(clause: Node<'except_clause'>): readonly Node[] {
  return fields(clause, 'value').flatMap(value => {
    const named = is(value, 'as_pattern') ? value.children[0] : value
    return is(named, 'tuple') ? named.children : named ? [named] : []
  })
}

function suppressedBy(call: Node, model: Model): readonly Node[] {
  if (!is(call, 'call')) return []
  const isSuppress = is(call.parent, 'with_item') && model.nameOf(field(call, 'function')) === 'contextlib.suppress'
  return isSuppress ? argumentsOf(call) : []
}

/** Whether a node of a statement's body waits with a time limit of asyncio's, in the same function. */
function isTimed(node: Node, statement: Node, model: Model): boolean {
  if (!is(node, 'call') || placeOf(node).node !== placeOf(statement).node) return false
  const name = model.nameOf(field(node, 'function')) ?? ''
  if (name === 'asyncio.wait_for') return useOf(node) === 'awaited'
  const entered = MANAGERS.test(name) ? oldTimeout(node, model) : undefined
  return entered !== undefined && isAsync(entered.statement)
}
