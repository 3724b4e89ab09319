import { field, is, type Node } from '../../syntax/node.ts'
import { exprOf } from './expressions.ts'
import type { Call } from './summary.ts'

/** The calls that a function makes itself, of its own nodes; those on some paths only are said to be. */
export function callsIn(definition: Node<'function_definition'>, own: readonly Node[]): readonly Call[] {
  const body = field(definition, 'body')
  // After a `return` on some path the rest is reached on others only; one in an `except` ends the failure alone.
  const exits = own.filter(
    each => is(each, 'return_statement', 'raise_statement') && !isIn(each, 'except_clause', body),
  )
  return own.flatMap(call => {
    if (!is(call, 'call')) return []
    const isConditional = exits.some(exit => exit.end <= call.start) || isOnSomePaths(call, body)
    return [{ call: exprOf(call), at: call.start, ...(isConditional && { isConditional: true as const }) }]
  })
}

const CONDITIONAL = [
  'elif_clause',
  'except_clause',
  'for_statement',
  'while_statement',
  'case_clause',
  'if_statement',
] as const
const COMPREHENSIONS = [
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
] as const

function isOnSomePaths(call: Node, body: Node): boolean {
  for (let child = call, parent = call.parent; parent && child !== body; child = parent, parent = parent.parent) {
    if (is(parent, ...CONDITIONAL) && is(child, 'block')) return true
    if (is(parent, 'else_clause') && !is(parent.parent, 'try_statement')) return true
    if (is(parent, ...COMPREHENSIONS, 'lambda')) return true
    if (is(parent, 'conditional_expression') && parent.children[1] !== child) return true
    if (is(parent, 'boolean_operator') && child.role === 'right') return true
    if (is(parent, 'elif_clause', 'assert_statement')) return true
  }
  return false
}

function isIn(node: Node, kind: 'except_clause', body: Node): boolean {
  for (let at = node.parent; at && at !== body; at = at.parent) if (is(at, kind)) return true
  return false
}
