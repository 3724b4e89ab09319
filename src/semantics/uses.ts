import { is, type Node } from '../syntax/node.ts'
import type { Use } from './model.ts'

/** What becomes of the value of an expression. A tested operand of a dropped `and`/`or` counts as dropped too. */
export function useOf(expression: Node): Use {
  for (let child = expression, parent = child.parent; parent; child = parent, parent = parent.parent) {
    switch (parent.kind) {
      case 'parenthesized_expression':
      case 'boolean_operator':
        if (is(parent, 'boolean_operator') && child.role === 'left' && useOf(parent) !== 'dropped')
          return 'used-as-value'
        continue
      case 'conditional_expression':
        if (parent.children[1] === child) return 'used-as-value'
        continue
      case 'list_comprehension':
      case 'set_comprehension':
        if (child.role === 'body' && useOf(parent) === 'dropped') return 'dropped'
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
      default:
        return VALUE_CONTEXTS.has(parent.kind) ||
          (is(parent, 'for_statement', 'for_in_clause') && child.role === 'right')
          ? 'used-as-value'
          : 'stored'
    }
  }
  return 'stored'
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
