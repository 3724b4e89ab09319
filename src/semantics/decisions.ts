import { field, is, type Node } from '../syntax/node.ts'

/** A condition, and whether it holds where some code runs. */
export interface Decision {
  readonly condition: Node
  readonly holds: boolean
}

/** What is decided where a part of something runs, by what the part is: the conditions of branches and operators. */
export function decisionsAround(child: Node, parent: Node): readonly Decision[] {
  if (is(parent, 'if_statement', 'elif_clause') && child.role === 'consequence')
    return [{ condition: conditionOf(parent), holds: true }]
  if (is(parent, 'if_statement') && is(child, 'else_clause', 'elif_clause')) {
    const earlier = parent.children.slice(0, parent.children.indexOf(child)).filter(each => is(each, 'elif_clause'))
    return [parent, ...earlier].map(each => ({ condition: conditionOf(each), holds: false }))
  }
  if (is(parent, 'boolean_operator') && child.role === 'right') {
    return [{ condition: field(parent, 'left'), holds: field(parent, 'operator').kind === 'and' }]
  }
  const [yes, condition, no] = is(parent, 'conditional_expression') ? parent.children : []
  return condition && (child === yes || child === no) ? [{ condition, holds: child === yes }] : []
}

/** What a statement leaves decided behind it: `assert`, and an `if` that does not go on. */
export function decisionAfter(statement: Node): Decision | undefined {
  if (is(statement, 'assert_statement')) {
    const [condition] = statement.children
    return condition && { condition, holds: true }
  }
  if (!is(statement, 'if_statement') || statement.children.some(child => is(child, 'else_clause', 'elif_clause')))
    return undefined
  const last = field(statement, 'consequence').children.at(-1)
  const isLeaving = is(last, 'return_statement', 'raise_statement', 'continue_statement', 'break_statement')
  return isLeaving ? { condition: field(statement, 'condition'), holds: false } : undefined
}

/** The statements of a block before one of them, the last first. */
export function earlierThan(child: Node, { children }: Node): readonly Node[] {
  return children.slice(0, children.indexOf(child)).reverse()
}

function conditionOf(branch: Node): Node {
  return branch.children.find(child => child.role === 'condition') ?? branch
}
