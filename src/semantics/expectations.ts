import { argumentsOf, closest, descendantsOf, field, is, keywordOf, type Node, within } from '../syntax/node.ts'

/** What context managers are called that expect an error or a warning, in pytest, unittest and CPython's own tests. */
const EXPECTING =
  /^(raises|warns|deprecated_call|catch_(warnings|unraisable_exception)|check_(no_)?warnings|captured_stderr|assert_?(raises|warns|no_?logs|logs)\w*)$/i

/**
 * Whether the code around a node counts on its going wrong: `with pytest.raises(…)`, `assertWarns` and the like in the
 * same function, or a `try` that catches this very exception by name. With an exception, what expects others does not count.
 */
export function isExpectedToFail(node: Node, exception: string | undefined): boolean {
  let isOwn = true
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at
    if (is(parent, 'function_definition')) {
      // A function inside another may be what that one runs and expects to fail.
      if (!isOwn && descendantsOf(parent, ['with_statement']).some(inner => expectsFailure(inner, exception)))
        return true
      isOwn = false
    }
    if (!isOwn) continue
    if (is(parent, 'with_statement') && at.role === 'body' && expectsFailure(parent, exception)) return true
    if (exception !== undefined && is(parent, 'try_statement') && at.role === 'body' && catches(parent, exception))
      return true
  }
  return false
}

function expectsFailure(statement: Node<'with_statement'>, exception: string | undefined): boolean {
  const clause = statement.children.find(child => is(child, 'with_clause'))
  return (clause ? descendantsOf(clause, ['call']) : []).some(node => {
    if (!closest(node, 'with_item')) return false
    const callee = field(node, 'function')
    const name = (is(callee, 'attribute') ? field(callee, 'attribute') : callee).text
    if (exception !== undefined && NAMING.test(name) && expectsOthers(node, exception)) return false
    return EXPECTING.test(name) || (exception !== undefined && name === 'suppress' && node.text.includes(exception))
  })
}

const NAMING = /^(raises|warns|assert_?(raises|warns)\w*)$/i
/** Classes that most exceptions inherit from, and those of the warning that nothing awaited a coroutine. */
const BROAD: readonly string[] = ['Exception', 'BaseException', 'StandardError', 'Warning', 'RuntimeWarning']
/** Words of what Python says of a coroutine in the place of its result, of a call that does not fit, and of a loop in a loop. */
const OWN_WORDS = /argument|await|called|coroutine|iterable|loop|object|protocol/

/** Whether a call such as `pytest.raises(ValueError)` expects other exceptions than this one would be, or other words. */
function expectsOthers(call: Node<'call'>, exception: string): boolean {
  const [expected, second] = argumentsOf(call)
  const pattern = /Regexp?$/.test(field(call, 'function').text) ? second : keywordOf(call, 'match')
  if (is(pattern, 'string') && !OWN_WORDS.test(pattern.text)) return true
  if (!expected || is(expected, 'keyword_argument')) return false
  const named = is(expected, 'tuple') ? expected.children : [expected]
  // Python's own warning is not raised where those who expect an exception would see it.
  const isHidden = exception === 'RuntimeWarning' && /raises/i.test(field(call, 'function').text)
  return named.every(each => {
    const last = (is(each, 'attribute') ? field(each, 'attribute') : each).text
    return (
      is(each, 'identifier', 'attribute') &&
      /^[A-Z]/.test(last) &&
      last !== exception &&
      (isHidden || !BROAD.includes(last))
    )
  })
}

function catches(statement: Node<'try_statement'>, exception: string): boolean {
  return statement.children.some(
    clause =>
      is(clause, 'except_clause') &&
      descendantsOf(clause, ['identifier']).some(node => node.text === exception && !within(node, bodyOf(clause))),
  )
}

function bodyOf(clause: Node): Node {
  return clause.children.find(child => is(child, 'block')) ?? clause
}
