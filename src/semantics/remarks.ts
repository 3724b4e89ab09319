import type { Node } from '../syntax/node.ts'
import type { Tree } from '../syntax/parse.ts'

/** The comment at the end of a node's line and those on the lines directly above it, as one text. */
export function remarksOn(node: Node, { source, comments }: Tree): string {
  const lineStart = (at: number) => source.lastIndexOf('\n', at - 1) + 1
  const lineEnd = (at: number) => (source.indexOf('\n', at) + 1 || source.length + 1) - 1
  let start = lineStart(node.start)
  while (start > 0 && /^[ \t]*#/.test(source.slice(lineStart(start - 1), start))) start = lineStart(start - 1)
  const end = lineEnd(node.end)
  const near = comments.filter(comment => comment.start >= start && comment.end <= end)
  return near.map(comment => source.slice(comment.start, comment.end)).join(' ')
}
