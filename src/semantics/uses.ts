import { is, type Node } from '../syntax/node.ts'
import type { Use } from './model.ts'

/** What becomes of the value of an expression. A tested operand of a dropped `and`/`or` counts as dropped too. */
export function useOf(expression: Node): Use {
  let isTested = false
  for (let child = expression, parent = child.parent; parent; child = parent, parent = parent.parent) {
    const use = useIn(parent, child)
    if (use === 'tested') isTested = true
    else if (use !== 'passed on') return isTested && use !== 'dropped' ? 'used-as-value' : use
  }
  return 'stored'
}

/** What one construct does with an expression in it: passes its value on as its own, tests it first, or uses it. */
function useIn(parent: Node, child: Node): Use | 'passed on' | 'tested' {
  switch (parent.kind) {
    case 'parenthesized_expression':
      return 'passed on'
    case 'boolean_operator':
      return child.role === 'left' ? 'tested' : 'passed on'
    case 'conditional_expression':
      return parent.children[1] === child ? 'used-as-value' : 'passed on'
    case 'list_comprehension':
    case 'set_comprehension':
      // The elements of a comprehension that is dropped are dropped with it.
      if (child.role === 'body') return is(parent.parent, 'expression_statement') ? 'dropped' : 'stored'
      return is(child, 'if_clause') ? 'used-as-value' : 'stored'
    case 'expression_statement':
      return 'dropped'
    case 'await':
      return 'awaited'
    case 'return_statement':
    case 'yield':
    case 'lambda':
      return 'returned'
    case 'argument_list':
    case 'keyword_argument':
    case 'list_splat':
    case 'dictionary_splat':
      return 'passed'
    case 'for_statement':
    case 'for_in_clause':
      return child.role === 'right' ? 'used-as-value' : 'stored'
    default:
      return VALUE_CONTEXTS.has(parent.kind) ? 'used-as-value' : 'stored'
  }
}

const VALUE_CONTEXTS: ReadonlySet<string> = new Set([
  'assert_statement',
  'attribute',
  'augmented_assignment',
  'binary_operator',
  'call',
  'comparison_operator',
  'elif_clause',
  'if_clause',
  'if_statement',
  'interpolation',
  'not_operator',
  'subscript',
  'unary_operator',
  'while_statement',
])
