import { caughtBy } from '../../semantics/questions/cancellation.ts'
import { lineBreakOf, lineEnd, lineStart } from '../../syntax/lines.ts'
import { is, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'

/** Lets a cancellation through: in a handler of its own before one that catches more, or by `raise` at the end of its own. */
export function letCancellationThrough(handler: Node<'except_clause'>, fix: FixBuilder): void {
  const { source } = fix.file
  fix.caution('the task then ends when it is cancelled, and whoever awaits it gets a CancelledError')
  if (/^except\s*\*/.test(handler.text)) fix.refuse('put `except* asyncio.CancelledError: raise` before it')
  const [body] = handler.children.filter(child => is(child, 'block'))
  const indent = source.slice(lineStart(source, handler.start), handler.start)
  const first = body?.children[0] as Node
  const inner = source.slice(lineStart(source, first.start), first.start)
  const eol = lineBreakOf(source)
  const named = caughtBy(handler).find(each => /\bCancelledError$/.test(fix.file.nameOf(each) ?? ''))
  if (!named) {
    const unit =
      inner.startsWith(indent) && inner.trim() === ''
        ? inner.slice(indent.length)
        : indent.includes('\t')
          ? '\t'
          : '    '
    const text = `except ${fix.use('asyncio.CancelledError')}:${eol}${indent}${unit}raise${eol}`
    fix.insert(aboveComments(source, lineStart(source, handler.start), indent), `${indent}${text}`)
    return
  }
  if (is(named.parent, 'tuple')) {
    fix.removeItem(named)
    return
  }
  const last = body?.children.at(-1) as Node
  if (is(last, 'pass_statement', 'continue_statement', 'break_statement', 'return_statement'))
    fix.replace(last, 'raise')
  else if (inner.trim() !== '') fix.refuse('write `raise` at the end of the handler, on a line of its own')
  else fix.insert(lineEnd(source, last.end), `${eol}${inner}raise`)
}

/** The start of the comment lines with this indentation that stand directly above a line. */
function aboveComments(source: string, start: number, indent: string): number {
  let at = start
  while (at > 0 && source.startsWith(`${indent}#`, lineStart(source, at - 1))) at = lineStart(source, at - 1)
  return at
}
