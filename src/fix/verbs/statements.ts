import { lineEnd, lineStart, nextLine } from '../../syntax/lines.ts'
import { descendants, is, type Node, type Span } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'

/**
 * The lines of one of several statements that go, with the blank lines that their going would leave doubled. Refuses
 * where a line is shared.
 */
export function linesOf(statement: Node, gone: readonly Node[], { file: { source, tree }, refuse }: FixBuilder): Span {
  const start = lineStart(source, statement.start)
  const end = nextLine(source, statement.end)
  const hasComment = tree.comments.some(
    comment => comment.start >= statement.end && comment.end <= lineEnd(source, statement.end),
  )
  if (hasComment) refuse('a comment stands beside a line that would go; move it, and this can be fixed')
  if (source.slice(start, end).trim() !== statement.text)
    refuse('a statement that would go shares its line with others')
  const blank = /^(?:[ \t]*(?:\r\n|\r|\n))+/.exec(source.slice(end))?.[0].length ?? 0
  const siblings = statement.parent?.children ?? []
  let first = siblings.indexOf(statement)
  while (gone.includes(siblings[first - 1] as Node)) first--
  const top = lineStart(source, siblings[first]?.start ?? start)
  const before = source.slice(lineStart(source, top - 1), top).trim()
  if (siblings.at(-1) === statement && before === '' && first > 0)
    return wholeLines({ start: belowText(top, source), end }, source)
  if (start === 0 || before === '' || before.endsWith(':')) return wholeLines({ start, end: end + blank }, source)
  return wholeLines({ start, end }, source)
}

/** The start of the blank lines above a line. */
function belowText(start: number, source: string): number {
  let at = start
  while (at > 0 && source.slice(lineStart(source, at - 1), at).trim() === '') at = lineStart(source, at - 1)
  return at
}

/** The lines of a span; at the end of a file without a last line break, the one before them instead. */
export function wholeLines({ start, end }: Span, source: string): Span {
  const isOpenEnd = end === source.length && start > 0 && !/[\r\n]$/.test(source)
  return isOpenEnd ? { start: lineEnd(source, lineStart(source, start - 1)), end } : { start, end }
}

/** Whether a block would be empty without some statements. */
export function isAllOf(block: Node, statements: readonly Node[]): boolean {
  return block.children.every(child => statements.includes(child))
}

/** The white space by which a block is further in than the statement it belongs to. */
export function unitOf(block: Node, statement: Node): string {
  const indent = (node: Node) => node.source.slice(lineStart(node.source, node.start), node.start)
  const [first] = block.children
  const inner = first ? indent(first) : ''
  return inner.startsWith(indent(statement)) ? inner.slice(indent(statement).length) : ''
}

/** The starts of the lines in a region that hold anything. Refuses where a string goes over a line break. */
export function lineStartsIn({ start, end }: Span, fix: FixBuilder): number[] {
  const { source, tree } = fix.file
  for (const node of descendants(tree.root, node => node.start < end && node.end > start)) {
    if (is(node, 'string') && node.start < end && node.end > start && /[\r\n]/.test(node.text))
      fix.refuse('a string of several lines would move with the block')
  }
  const starts: number[] = []
  for (let at = lineStart(source, start); at < end; at = nextLine(source, at)) {
    if (source.slice(at, lineEnd(source, at)).trim() !== '') starts.push(at)
  }
  return starts
}
