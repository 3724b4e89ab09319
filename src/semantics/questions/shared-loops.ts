import { descendants, descendantsOf, field, is, isAsync, isTarget, type Node, unwrap } from '../../syntax/node.ts'
import type { Model } from '../model.ts'
import { placeOf } from '../places.ts'
import { plainText, stateOf } from './shared-state.ts'

/** Methods that put something into a collection or take it out. */
const CHANGING =
  /^(add|append|appendleft|clear|discard|extend|insert|pop|popitem|popleft|remove|setdefault|update|\w+_update)$/

/**
 * The shared collection that a loop around a node goes over, as text, where code of the file changes it and no task can do so
 * as long as nothing in the loop awaits. A loop over a set or a dictionary that changes meanwhile raises RuntimeError.
 */
export function sharedLoopAround(node: Node, model: Model): string | undefined {
  const owner = placeOf(node).node
  for (let at = node; at.parent && at !== owner; at = at.parent) {
    const loop = at.parent
    if (!is(loop, 'for_statement') || at.role !== 'body') continue
    if (isAsync(loop) || [...descendants(at)].some(isSuspension)) return undefined
    const collection = collectionOf(field(loop, 'right'))
    if (stateOf(collection, model) && isChanged(plainText(collection), model)) return collection.text
  }
  return undefined
}

function isSuspension(node: Node): boolean {
  return is(node, 'await', 'yield') || (is(node, 'for_statement', 'with_statement') && isAsync(node))
}

/** What is iterated: `self.pages` in `self.pages.items()`, and in `enumerate(self.pages)`. */
function collectionOf(iterated: Node): Node {
  const whole = unwrap(iterated)
  if (!is(whole, 'call')) return whole
  const callee = field(whole, 'function')
  const [first] = field(whole, 'arguments').children
  if (is(callee, 'attribute') && !first && /^(items|keys|values)$/.test(field(callee, 'attribute').text))
    return field(callee, 'object')
  return callee.text === 'enumerate' && first ? collectionOf(first) : whole
}

function isChanged(collection: string, model: Model): boolean {
  return [...descendantsOf(model.tree.root, ['subscript', 'delete_statement', 'call'])].some(node => {
    if (is(node, 'subscript')) return isTarget(node) && plainText(field(node, 'value')) === collection
    if (is(node, 'delete_statement'))
      return node.children.some(each => is(each, 'subscript') && plainText(field(each, 'value')) === collection)
    const callee = is(node, 'call') ? field(node, 'function') : undefined
    if (!is(callee, 'attribute') || !CHANGING.test(field(callee, 'attribute').text)) return false
    return plainText(field(callee, 'object')) === collection
  })
}
