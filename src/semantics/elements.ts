import { argumentsOf, field, is, type Node, unwrap } from '../syntax/node.ts'
import type { Model } from './model.ts'

/** The expressions that make the elements of a display or comprehension; nothing where it is something else. */
export function elementsOf(collection: Node): readonly Node[] {
  const node = unwrap(collection)
  if (is(node, 'list', 'tuple', 'set')) return node.children.flatMap(alternatives)
  if (is(node, 'list_comprehension', 'set_comprehension', 'generator_expression'))
    return alternatives(field(node, 'body'))
  return []
}

/** The branches of a conditional expression, or the expression itself. */
function alternatives(expression: Node): Node[] {
  const node = unwrap(expression)
  const [yes, , no] = node.children
  return is(node, 'conditional_expression') && yes && no ? [...alternatives(yes), ...alternatives(no)] : [node]
}

/**
 * The expressions that make the elements of the collection that a local name is bound to: by one display and by
 * `append` or `add`, with no other use than this one. Nothing where there may be other elements or uses.
 */
export function collectedIn(name: Node, model: Model): readonly Node[] {
  const { definitions = [], uses = [] } = model.bindingOf(name) ?? {}
  const [only] = definitions
  if (definitions.length !== 1 || only?.how !== 'assignment' || !only.value) return []
  const isAlone =
    is(only.site.parent, 'expression_statement') && field(only.site as Node<'assignment'>, 'right') === only.value
  const appended = uses.filter(use => use !== name).map(appendedTo)
  if (!isAlone || !appended.every(element => element !== undefined)) return []
  return [...elementsOf(only.value), ...appended.flatMap(alternatives)]
}

/** The argument of `name.append(…)` or `name.add(…)`, for the identifier before the dot. */
function appendedTo(use: Node): Node | undefined {
  const attribute = use.parent
  const call = attribute?.parent
  if (!is(attribute, 'attribute') || !is(call, 'call') || use.role !== 'object') return undefined
  const isAdding = ['append', 'add'].includes(field(attribute, 'attribute').text)
  return isAdding && argumentsOf(call).length === 1 ? argumentsOf(call)[0] : undefined
}
