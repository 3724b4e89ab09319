import { commentsAbove, lineEnd, lineStart } from '../syntax/lines.ts'
import type { Node } from '../syntax/node.ts'
import type { Tree } from '../syntax/parse.ts'

/** The comment at the end of a node's line and those on the lines directly above it, as one text. */
export function remarksOn(node: Node, { source, comments }: Tree): string {
  const start = commentsAbove(source, lineStart(source, node.start))
  const end = lineEnd(source, node.end)
  const near = comments.filter(comment => comment.start >= start && comment.end <= end)
  return near.map(comment => source.slice(comment.start, comment.end)).join(' ')
}
