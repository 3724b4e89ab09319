import { lineBreakOf, lineStart } from '../syntax/lines.ts'
import { closest, field, type Node } from '../syntax/node.ts'
import type { FixBuilder } from './builder.ts'

/** Writes a function of some lines above the line on which a statement starts, and leaves one line blank between the two. */
export function insertFunction(statement: Node, header: string, lines: readonly string[], fix: FixBuilder): void {
  const { source } = fix.file
  const eol = lineBreakOf(source)
  const start = lineStart(source, statement.start)
  const indent = source.slice(start, statement.start)
  const unit = unitAround(statement, source)
  const text = [`def ${header}:`, ...lines.map(line => unit + line)].map(line => indent + line + eol).join('')
  fix.insert(start, blankBefore(start, source) + text + eol)
}

/** The line break that sets a nested function off at the start of a line, unless a block or a comment leads to it. */
export function blankBefore(start: number, source: string): string {
  const before = source.slice(lineStart(source, start - 1), start).trim()
  return /^(#.*)?$|:\s*(#.*)?$/.test(before) ? '' : lineBreakOf(source)
}

/** One level of indentation, as the function around a statement has it. */
function unitAround(statement: Node, source: string): string {
  const owner = closest(statement, 'function_definition')
  const [first] = owner ? field(owner, 'body').children : []
  const indentOf = (node: Node) =>
    /^(?:[ \t\f]*\f)?([ \t]*)/.exec(source.slice(lineStart(source, node.start)))?.[1] ?? ''
  const outer = owner ? indentOf(owner) : ''
  const inner = first ? indentOf(first) : ''
  return inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : '    '
}
