import { field, is, type Node, unwrap } from '../../syntax/node.ts'

/** Stubs are read for this version of Python. */
const NEWEST_MINOR = 14
const PLATFORM = 'linux'

/**
 * Whether a condition certainly holds when types are asked for, or certainly does not; undefined where it depends.
 * https://typing.python.org/en/latest/spec/directives.html#version-and-platform-checking
 */
function staticCondition(condition: Node | undefined, isStub: boolean): boolean | undefined {
  const node = condition && unwrap(condition)
  if (is(node, 'identifier', 'attribute')) return /^((typing|t)\.)?TYPE_CHECKING$/.test(node.text) ? true : undefined
  if (is(node, 'false')) return false
  if (is(node, 'not_operator')) {
    const inner = staticCondition(field(node, 'argument'), isStub)
    return inner === undefined ? undefined : !inner
  }
  if (is(node, 'boolean_operator')) {
    const isAnd = field(node, 'operator').kind === 'and'
    const sides = [field(node, 'left'), field(node, 'right')].map(side => staticCondition(side, isStub))
    if (sides.includes(!isAnd)) return !isAnd
    return sides.includes(undefined) ? undefined : isAnd
  }
  return isStub && is(node, 'comparison_operator') ? compared(node) : undefined
}

/** `sys.version_info >= (3, 9)`, `sys.platform == "win32"`: of source code both branches count, of stubs one. */
function compared(node: Node<'comparison_operator'>): boolean | undefined {
  const [, subject, operator, value = ''] =
    /^sys\.(version_info|platform)\s*(>=|<|==|!=)\s*([\s\S]*)$/.exec(node.text) ?? []
  if (subject === 'platform') {
    const isThis = value.replace(/['"]/g, '') === PLATFORM
    return operator === '==' ? isThis : operator === '!=' ? !isThis : undefined
  }
  const [, major, minor = '0'] = /^\(\s*(\d+)\s*,?\s*(\d+)?/.exec(value) ?? []
  if (major === undefined) return undefined
  const isReached = Number(major) * 100 + Number(minor) <= 300 + NEWEST_MINOR
  return operator === '>=' ? isReached : operator === '<' ? !isReached : undefined
}

/** Where in its scope a statement runs: `dead` for never, else the innermost block that runs on some paths only, if any. */
export function branchOf(site: Node, scope: Node, isStub: boolean): Node | 'dead' | undefined {
  let branch: Node | undefined
  for (let at = site; at.parent && at !== scope; at = at.parent) {
    const isConditional = conditional(at, isStub)
    if (isConditional === 'dead') return 'dead'
    if (isConditional) branch ??= at
  }
  return branch
}

function conditional(block: Node, isStub: boolean): boolean | 'dead' {
  const { parent } = block
  if (is(parent, 'if_statement', 'elif_clause') && is(block, 'block')) {
    const holds = reached(parent, isStub)
    return holds === undefined ? true : holds ? false : 'dead'
  }
  if (is(parent, 'else_clause') && is(parent.parent, 'if_statement')) {
    const holds = reached(parent, isStub)
    return holds === undefined ? true : holds ? false : 'dead'
  }
  if (is(parent, 'else_clause')) return is(parent.parent, 'for_statement', 'while_statement')
  return is(block, 'block') && is(parent, 'for_statement', 'while_statement', 'except_clause', 'case_clause')
}

/** Whether a branch of an `if` is taken: its own condition holds, and none before it does. */
function reached(
  branch: Node<'if_statement'> | Node<'elif_clause'> | Node<'else_clause'>,
  isStub: boolean,
): boolean | undefined {
  const own = is(branch, 'else_clause') ? true : staticCondition(conditionOf(branch), isStub)
  if (own === false || is(branch, 'if_statement')) return own
  const statement = branch.parent as Node<'if_statement'>
  const earlier = statement.children.slice(0, statement.children.indexOf(branch))
  const before = [statement, ...earlier.filter(child => is(child, 'elif_clause'))].map(each =>
    staticCondition(conditionOf(each), isStub),
  )
  if (before.includes(true)) return false
  return before.every(each => each === false) ? own : undefined
}

/** Undefined where the file does not parse. */
function conditionOf(branch: Node<'if_statement'> | Node<'elif_clause'>): Node | undefined {
  return is(branch, 'if_statement') ? field(branch, 'condition') : field(branch, 'condition')
}
