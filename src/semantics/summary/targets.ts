import { assignedValue, field, is, isAsync, type Node, nameText } from '../../syntax/node.ts'
import { exprOf } from './expressions.ts'
import type { Declaration, Expr, Variable } from './summary.ts'

/** Groups of targets, in which each has its index. */
const GROUPS = ['pattern_list', 'tuple_pattern', 'list_pattern', 'tuple', 'list', 'expression_list'] as const
const WRAPPERS = ['parenthesized_expression', 'as_pattern_target'] as const

/** What an assignment, loop, `with`, `except` or `:=` gives a name or attribute; undefined where it binds nothing new. */
export function variableAt(target: Node): Variable | undefined {
  const path: number[] = []
  let at = target
  while (is(at.parent, ...GROUPS, ...WRAPPERS)) {
    if (is(at.parent, ...GROUPS)) {
      const index = at.parent.children.indexOf(at)
      const isAfterRest = at.parent.children.slice(0, index).some(each => is(each, 'list_splat_pattern', 'list_splat'))
      if (isAfterRest) return { kind: 'variable', how: '?' }
      path.unshift(index)
    }
    at = at.parent
  }
  const { parent } = at
  if (is(parent, 'assignment') && at.role === 'left') return assigned(parent, path)
  if (is(parent, 'named_expression')) return variable('=', exprOf(field(parent, 'value')), path)
  if (is(parent, 'for_statement', 'for_in_clause')) {
    const iterated = parent.children.find(child => child.role === 'right')
    return iterated && variable(isAsync(parent) ? 'async for' : 'for', exprOf(iterated), path)
  }
  if (is(parent, 'as_pattern')) return bound(parent, path)
  return is(parent, 'augmented_assignment', 'delete_statement') ? undefined : { kind: 'variable', how: '?' }
}

function variable(how: Variable['how'], value: Expr, path: readonly number[]): Variable {
  return { kind: 'variable', how, value, ...(path.length > 0 && { path }) }
}

function assigned(assignment: Node<'assignment'>, path: readonly number[]): Variable {
  const [value, type] = [assignedValue(field(assignment, 'right')), field(assignment, 'type')]
  return {
    kind: 'variable',
    how: '=',
    ...(type && { type: exprOf(type) }),
    ...(value && { value: exprOf(value) }),
    ...(path.length > 0 && { path }),
  }
}

/** `with value as target`, `except value as target`, `case value as target`. */
function bound(pattern: Node<'as_pattern'>, path: readonly number[]): Variable {
  const [value] = pattern.children
  if (value && is(pattern.parent, 'except_clause')) return variable('except', exprOf(value), path)
  const statement = pattern.parent?.parent?.parent
  if (!value || !is(statement, 'with_statement')) return { kind: 'variable', how: '?' }
  return variable(isAsync(statement) ? 'async with' : 'with', exprOf(value), path)
}

/** The names in a target, each with what it is given. */
export function declarationsIn(target: Node): [name: string, declaration: Declaration][] {
  if (is(target, 'identifier')) {
    const found = variableAt(target)
    return found ? [[nameText(target), found]] : []
  }
  return is(target, ...GROUPS, ...WRAPPERS, 'list_splat_pattern', 'list_splat')
    ? target.children.flatMap(declarationsIn)
    : []
}
