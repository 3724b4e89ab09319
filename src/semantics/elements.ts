import { argumentsOf, field, is, type Node, unwrap } from '../syntax/node.ts'
import type { Model } from './model.ts'

/**
 * The expressions that make the elements of a collection: of a display or comprehension, or of a name that is bound
 * to one, appended to and used in this one place otherwise. Nothing where there may be other elements or uses.
 */
export function elementsOf(collection: Node, model: Model): readonly Node[] {
  const node = unwrap(collection)
  if (is(node, 'list', 'tuple', 'set')) return node.children
  if (is(node, 'list_comprehension', 'set_comprehension', 'generator_expression')) return [field(node, 'body')]
  if (!is(node, 'identifier')) return []
  const { definitions = [], uses = [] } = model.bindingOf(node) ?? {}
  const [only] = definitions
  if (definitions.length !== 1 || only?.how !== 'assignment' || !only.value || is(only.value, 'identifier')) return []
  const appended = uses.filter(use => use !== node).map(appendedTo)
  return appended.every(element => element !== undefined) ? [...elementsOf(only.value, model), ...appended] : []
}

/** The argument of `name.append(…)` or `name.add(…)`, for the identifier before the dot. */
function appendedTo(use: Node): Node | undefined {
  const attribute = use.parent
  const call = attribute?.parent
  if (!is(attribute, 'attribute') || !is(call, 'call') || use.role !== 'object') return undefined
  const isAdding = ['append', 'add'].includes(field(attribute, 'attribute').text)
  return isAdding && argumentsOf(call).length === 1 ? argumentsOf(call)[0] : undefined
}
