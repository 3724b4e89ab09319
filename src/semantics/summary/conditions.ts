import { field, is, type Node, unwrap } from '../../syntax/node.ts'
import { decisionsAround } from '../decisions.ts'

/** Stubs are read for this version of Python. */
const NEWEST_MINOR = 14
const PLATFORM = 'linux'

/**
 * Whether a condition certainly holds when types are asked for, or certainly does not; undefined where it depends.
 * https://typing.python.org/en/latest/spec/directives.html#version-and-platform-checking
 */
function staticCondition(condition: Node, isStub: boolean): boolean | undefined {
  const node = unwrap(condition)
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
  const isBranch = is(parent, 'if_statement', 'elif_clause') && is(block, 'block')
  if (parent && (isBranch || (is(parent, 'else_clause') && is(parent.parent, 'if_statement'))))
    return hinging(block, parent, isStub)
  if (is(parent, 'else_clause')) return is(parent.parent, 'for_statement', 'while_statement')
  return is(block, 'block') && is(parent, 'for_statement', 'while_statement', 'except_clause', 'case_clause')
}

/** Whether a branch of an `if` runs on some paths only, or never: its own condition holds, and none before it does. */
function hinging(block: Node, branch: Node, isStub: boolean): boolean | 'dead' {
  const decisions = [
    ...decisionsAround(block, branch),
    ...(branch.parent ? decisionsAround(branch, branch.parent) : []),
  ]
  const values = decisions.map(({ condition, holds }) => {
    const value = staticCondition(condition, isStub)
    return value === undefined ? undefined : value === holds
  })
  if (values.includes(false)) return 'dead'
  // Where the file does not parse nothing may decide.
  return values.length === 0 || values.includes(undefined)
}
