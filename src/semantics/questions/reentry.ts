import { closest, contextsOf, descendants, field, is, isAsync, type Node, within } from '../../syntax/node.ts'
import { callsNamed } from '../../syntax/search.ts'
import { ownDefinitionOf } from '../definitions.ts'
import type { Model } from '../model.ts'
import { placeOf } from '../places.ts'
import { plainText } from './shared-state.ts'

type Coroutine = Node<'function_definition'>

/** The way from where a lock is held to where it is taken once more, for ever: the calls, and the `async with` at the end. */
export interface Reentry {
  readonly lock: string
  readonly chain: readonly Node<'call'>[]
  readonly taken: Node
}

/** More calls on the way than this are not followed. */
const LONGEST_CHAIN = 4

/** Where a call that is awaited under a lock comes to take the same lock. */
export function reentryOf(call: Node<'call'>, model: Model): Reentry | undefined {
  const { node: owner } = placeOf(call)
  if (!is(owner, 'function_definition') || !isAsync(owner) || !isAwaited(call)) return undefined
  for (const lock of locksAround(call, owner, model)) {
    const found = taking(call, lock, model, [])
    if (found) return found
  }
  return undefined
}

/** The asyncio locks that certainly are held where a node is evaluated. */
function locksAround(node: Node, owner: Node, model: Model): Node[] {
  const locks: Node[] = []
  for (
    let each = closest(node, 'with_statement');
    each && within(each, owner);
    each = closest(each.parent, 'with_statement')
  ) {
    const body = field(each, 'body')
    if (isAsync(each) && within(node, body))
      locks.push(...contextsOf(each).filter(context => isLock(context, model) && !isFreed(context, body)))
  }
  return locks
}

/** Whether some code frees a lock by hand. */
function isFreed(lock: Node, body: Node): boolean {
  return callsNamed(FREEING, body).some(call => {
    const callee = field(call, 'function')
    return is(callee, 'attribute') && plainText(field(callee, 'object')) === plainText(lock)
  })
}

const FREEING: ReadonlySet<string> = new Set(['release'])

function isLock(context: Node, model: Model): boolean {
  return is(context, 'identifier', 'attribute') && model.instanceOf(context)?.name === 'asyncio.Lock'
}

/** The way by which a call takes a lock, whatever else it does first. */
function taking(call: Node<'call'>, lock: Node, model: Model, before: readonly Node<'call'>[]): Reentry | undefined {
  const chain = [...before, call]
  const callee = field(call, 'function')
  const definition = ownDefinitionOf(callee, model)
  if (!is(definition, 'function_definition') || !isAsync(definition)) return undefined
  if (chain.length > LONGEST_CHAIN || !isSameObject(callee, lock, model)) return undefined
  for (const node of descendants(field(definition, 'body'))) {
    if (placeOf(node).node !== definition || isConditional(node, definition)) continue
    if (is(node, 'with_statement') && isAsync(node)) {
      const taken = contextsOf(node).find(context => isLock(context, model) && isSameLock(context, lock, model))
      if (taken) return { lock: lock.text, chain, taken }
    }
    const further = is(node, 'call') && isAwaited(node) ? taking(node, lock, model, chain) : undefined
    if (further) return further
  }
  return undefined
}

/** Whether a method is called on the object whose attribute the lock is. */
function isSameObject(callee: Node, lock: Node, model: Model): boolean {
  if (!is(lock, 'attribute')) return true
  const object = field(lock, 'object')
  if (!is(callee, 'attribute')) return model.bindingOf(object)?.scope.kind === 'module'
  return plainText(field(callee, 'object')) === plainText(object)
}

function isSameLock(one: Node, other: Node, model: Model): boolean {
  if (is(one, 'identifier') || is(other, 'identifier')) return model.bindingOf(one) === model.bindingOf(other)
  return plainText(one) === plainText(other)
}

/** Whether a node is evaluated on some paths of its function only. */
function isConditional(node: Node, owner: Coroutine): boolean {
  for (let each = node; each !== owner && each.parent; each = each.parent) {
    const { parent } = each
    if (is(parent, 'if_statement', 'while_statement', 'conditional_expression') && each.role !== 'condition')
      return true
    if (is(parent, 'for_statement', 'except_clause', 'case_clause', 'boolean_operator', 'lambda')) return true
  }
  return false
}

/** Whether a call stands in something that is awaited where it stands. */
function isAwaited(call: Node): boolean {
  for (let each: Node | undefined = call; each && !is(each, 'block', 'lambda'); each = each.parent) {
    if (is(each.parent, 'await')) return true
  }
  return false
}
