import { is, type Kind, type Node, type Span } from './node.ts'

/** What the parser lets pass in a node and Python does not. */
export function oversightsIn(node: Node): readonly Span[] {
  if (isIncomplete(node)) return [{ start: node.start, end: node.end }]
  if (is(node, 'block', 'module')) return misplaced(node)
  return is(node, 'argument_list') ? late(node) : []
}

/** A block without a statement, a `try` without a handler. */
function isIncomplete({ kind, children }: Node): boolean {
  if (kind === 'block') return children.length === 0
  return kind === 'try_statement' && !children.some(child => is(child, 'except_clause', 'finally_clause'))
}

/** Statements that are indented otherwise than the first of their block. */
function misplaced(block: Node<'block' | 'module'>): Span[] {
  const indents = block.children.map(indentOf)
  const wanted = is(block, 'module') ? '' : indents.find(indent => indent !== undefined)
  return block.children.filter((_, index) => indents[index] !== undefined && indents[index] !== wanted)
}

/** What stands before a statement on its line, from the last form feed on; undefined where that is another statement. */
function indentOf({ start, source }: Node): string | undefined {
  let at = start
  while (at > 0 && /[ \t]/.test(source.charAt(at - 1))) at--
  return at === 0 || /[\r\n\f]/.test(source.charAt(at - 1)) ? source.slice(at, start) : undefined
}

const AFTER_KEYWORDS: readonly Kind[] = ['keyword_argument', 'dictionary_splat', 'list_splat']

/** Positional arguments after keyword arguments. */
function late({ children }: Node<'argument_list'>): Span[] {
  const first = children.findIndex(child => is(child, 'keyword_argument', 'dictionary_splat'))
  return first < 0 ? [] : children.slice(first).filter(child => !AFTER_KEYWORDS.includes(child.kind))
}
