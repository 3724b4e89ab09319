import { field, is, type Node } from '../../syntax/node.ts'

const ASKS_THE_VERSION = /\b(version_info|hexversion|hasattr|python_version|PY_?\d+)/

/** Whether the code around a node asks which Python runs it: then it knows what it does there. */
export function isVersionGuarded(node: Node): boolean {
  for (let at: Node | undefined = node; at; at = at.parent) {
    const condition = is(at, 'if_statement', 'elif_clause')
      ? field(at, 'condition')
      : is(at, 'conditional_expression')
        ? at.children[1]
        : undefined
    if (condition && ASKS_THE_VERSION.test(condition.text)) return true
  }
  return false
}
