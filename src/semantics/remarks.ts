import { lineEnd, lineStart } from '../syntax/lines.ts'
import type { Node } from '../syntax/node.ts'
import type { Tree } from '../syntax/parse.ts'

/** The comment at the end of a node's line and those on the lines directly above it, as one text. */
export function remarksOn(node: Node, { source, comments }: Tree): string {
  let start = lineStart(source, node.start)
  while (start > 0 && /^[ \t\f]*#/.test(source.slice(lineStart(source, start - 1), start)))
    start = lineStart(source, start - 1)
  const end = lineEnd(source, node.end)
  const near = comments.filter(comment => comment.start >= start && comment.end <= end)
  return near.map(comment => source.slice(comment.start, comment.end)).join(' ')
}
