import { closest, descendants, field, is, type Node, within } from '../syntax/node.ts'

/** What context managers are called that expect an error or a warning, in pytest, unittest and CPython's own tests. */
const EXPECTING =
  /^(raises|warns|deprecated_call|catch_(warnings|unraisable_exception)|check_(no_)?warnings|captured_stderr|assert_?(raises|warns|no_?logs|logs)\w*)$/i

/**
 * Whether the code around a node counts on its going wrong: `with pytest.raises(…)`, `assertWarns` and the like in the
 * same function, or a `try` that catches this very exception by name.
 */
export function isExpectedToFail(node: Node, exception: string | undefined): boolean {
  for (let at = node; at.parent && !is(at, 'function_definition', 'lambda', 'class_definition'); at = at.parent) {
    const { parent } = at
    if (is(parent, 'with_statement') && at.role === 'body' && expectsFailure(parent)) return true
    if (exception !== undefined && is(parent, 'try_statement') && at.role === 'body' && catches(parent, exception))
      return true
  }
  return false
}

function expectsFailure(statement: Node<'with_statement'>): boolean {
  const clause = statement.children.find(child => is(child, 'with_clause'))
  return [...(clause ? descendants(clause) : [])].some(node => {
    if (!is(node, 'call') || !closest(node, 'with_item')) return false
    const callee = field(node, 'function')
    return EXPECTING.test((is(callee, 'attribute') ? field(callee, 'attribute') : callee).text)
  })
}

function catches(statement: Node<'try_statement'>, exception: string): boolean {
  return statement.children.some(
    clause =>
      is(clause, 'except_clause') &&
      [...descendants(clause)].some(
        node => is(node, 'identifier') && node.text === exception && !within(node, bodyOf(clause)),
      ),
  )
}

function bodyOf(clause: Node): Node {
  return clause.children.find(child => is(child, 'block')) ?? clause
}
