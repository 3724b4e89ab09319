import { closest, descendants, field, is, type Node, within } from '../syntax/node.ts'
import type { Model } from './model.ts'

const EXPECTING: ReadonlySet<string> = new Set(['pytest.raises', 'pytest.warns', 'pytest.deprecated_call', 'warnings.catch_warnings'])

/**
 * Whether the code around a node counts on its going wrong: `with pytest.raises(…)`, `assertWarns` and the like in the
 * same function, or a `try` that catches this very exception by name.
 */
export function isExpectedToFail(node: Node, exception: string | undefined, model: Model): boolean {
  for (let at = node; at.parent && !is(at, 'function_definition', 'lambda', 'class_definition'); at = at.parent) {
    const { parent } = at
    if (is(parent, 'with_statement') && at.role === 'body' && expectsFailure(parent, model)) return true
    if (exception !== undefined && is(parent, 'try_statement') && at.role === 'body' && catches(parent, exception)) return true
  }
  return false
}

function expectsFailure(statement: Node<'with_statement'>, model: Model): boolean {
  const clause = statement.children.find(child => is(child, 'with_clause'))
  return [...(clause ? descendants(clause) : [])].some(node => {
    if (!is(node, 'call') || !closest(node, 'with_item')) return false
    const callee = field(node, 'function')
    const isAssertion = is(callee, 'attribute') && /^assert(Raises|Warns)/.test(field(callee, 'attribute').text)
    return isAssertion || EXPECTING.has(model.nameOf(callee) ?? '')
  })
}

function catches(statement: Node<'try_statement'>, exception: string): boolean {
  return statement.children.some(
    clause => is(clause, 'except_clause') && [...descendants(clause)].some(node => is(node, 'identifier') && node.text === exception && !within(node, bodyOf(clause))),
  )
}

function bodyOf(clause: Node): Node {
  return clause.children.find(child => is(child, 'block')) ?? clause
}
