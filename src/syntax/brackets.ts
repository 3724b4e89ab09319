import type { Masked } from './mend.ts'
import type { Span } from './node.ts'
import { FROM_DOUBLE_QUOTE, FROM_SINGLE_QUOTE, TRIPLE_QUOTED } from './string-patterns.ts'

/** A string, a comment, a bracket or the end of a line with the indentation of the next. */
const STRING = `[a-zA-Z]*(?:${TRIPLE_QUOTED}|${FROM_DOUBLE_QUOTE}"|${FROM_SINGLE_QUOTE}')`
const PIECE = new RegExp(`${STRING}|${/#.*|[([{]|[)\]}]|\r?\n[ \t\f]*/.source}`, 'g')
/** What begins a line only where no bracket is open. */
const STATEMENT =
  /^(?:assert|break|class|continue|def|del|except|finally|global|import|nonlocal|pass|raise|return|try|while|with)\b/

/**
 * The text with the line ends masked that stand in brackets before a line indented less than their statement: the grammar takes
 * those for the end of the block. Undefined where there is none, or where a bracket seems to be left open.
 */
export function maskLineEnds({ text, comments }: Masked): Masked | undefined {
  const hidden: Span[] = []
  const lines: Span[] = []
  let [depth, indent] = [0, 0]
  let comment: Span | undefined
  for (const { 0: piece, index: start } of text.matchAll(PIECE)) {
    const end = start + piece.length
    if (piece.startsWith('#')) comment = { start, end }
    else if (/^[([{]$/.test(piece)) depth++
    else if (/^[)\]}]$/.test(piece)) depth = Math.max(0, depth - 1)
    else if (/^\r?\n/.test(piece)) {
      const width = widthOf(piece.replace(/^\r?\n/, ''))
      const isBlank = /^(?:\r?\n|$)/.test(text.slice(end, end + 2))
      if (depth === 0) indent = isBlank ? indent : width
      else if (STATEMENT.test(text.slice(end, end + 10))) return undefined
      else if (width < indent || isBlank) {
        lines.push({ start, end })
        if (comment?.end === start) hidden.push(comment)
      }
    }
  }
  if (depth > 0 || lines.length === 0) return undefined
  const masked = [...lines, ...hidden].reduce(blank, text.split(''))
  return { text: masked.join(''), comments: [...comments, ...hidden] }
}

function widthOf(indentation: string): number {
  return indentation.slice(indentation.lastIndexOf('\f') + 1).length
}

function blank(units: string[], { start, end }: Span): string[] {
  return units.fill(' ', start, end)
}
