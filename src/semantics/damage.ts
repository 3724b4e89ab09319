import { lineEnd, lineStart } from '../syntax/lines.ts'
import { closest, type Node, type Span, within } from '../syntax/node.ts'
import { oncePerFile } from './memory.ts'
import type { Model } from './model.ts'

/** A file with more of them is no Python. */
const MOST_ERRORS = 1000

/**
 * The regions around syntax errors whose structure is not to be trusted, in whole lines: the function that holds the error,
 * and the statements before and after it, whose headers or bodies the parser may have joined to it.
 */
const damagedSpans = oncePerFile(({ tree: { source, root, errors } }): readonly Span[] => {
  if (errors.length > MOST_ERRORS) return [{ start: 0, end: source.length }]
  return errors.map(error => {
    const { start, end } = damageBy(error, root)
    return { start: lineStart(source, start), end: lineEnd(source, end) }
  })
})

/** Whether something lies in such a region, or reaches into it. */
export function isDamaged(span: Span, file: Model): boolean {
  return damagedSpans(file).some(({ start, end }) => span.start <= end && start <= span.end)
}

function damageBy(error: Span, root: Node): Span {
  const holder = innermost(root, error)
  const owner = closest(holder.parent ?? holder, 'function_definition') ?? closest(holder, 'block', 'module') ?? holder
  // What follows a function without a body may be meant to be its body.
  const isOpen = error.start >= owner.end && owner.parent !== undefined
  if (owner.kind === 'function_definition' && !isOpen)
    return error.end < owner.end ? owner : { start: owner.start, end: nextCode(owner.end, root.source) }
  const block = owner.kind === 'function_definition' ? (closest(owner.parent, 'block', 'module') ?? owner) : owner
  const before = block.children.filter(child => child.end <= error.start).at(-1)
  const after = block.children.find(child => child.start >= error.end)
  const around = block.children.filter(child => within(error, child))
  const spans: Span[] = [error, ...around, ...(before ? [before] : []), ...(after ? [after] : [])]
  return { start: Math.min(...spans.map(({ start }) => start)), end: Math.max(...spans.map(({ end }) => end)) }
}

/** Where the code goes on, at which Python notices that a function ended too soon. */
function nextCode(at: number, source: string): number {
  return at + (/^(?:\s+|#.*)*/.exec(source.slice(at))?.[0].length ?? 0)
}

function innermost(root: Node, span: Span): Node {
  let node = root
  for (let next: Node | undefined = root; next; next = next.children.find(child => within(span, child))) node = next
  return node
}
