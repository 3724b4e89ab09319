import type { Finding } from '../finding.ts'
import { applyEdits } from '../fix/apply.ts'
import { lineBreakOf, lineEnd, lineStart } from '../syntax/lines.ts'

/** The lines of a file that a fix changes, before and after, each without the last line break. */
export interface Rewriting {
  readonly before: string
  readonly after: string
  /** The finding with a fix that writes these lines instead, with LF between them. */
  readonly to: (lines: string) => Finding
}

/** What a fix writes, for somebody to write it otherwise; undefined where there is no fix. */
export function rewriting(finding: Finding, source: string): Rewriting | undefined {
  if (!('fix' in finding.outcome)) return undefined
  const { edits, imports, cautions } = finding.outcome.fix
  const start = lineStart(source, Math.min(...edits.map(edit => edit.start)))
  const end = lineEnd(source, Math.max(...edits.map(edit => edit.end)))
  const changed = applyEdits(source, edits)
  return {
    before: source.slice(start, end),
    after: changed.slice(start, changed.length - (source.length - end)),
    to(lines) {
      const text = lines.replaceAll('\n', lineBreakOf(source))
      // An import that the lines do not need is none of this fix.
      const needed = imports.filter(statement => new RegExp(`\\b${statement.split(/\W/).at(-1)}\\b`).test(text))
      const edit = { path: finding.path, start, end, text }
      return { ...finding, outcome: { fix: { edits: [edit], imports: needed, cautions } } }
    },
  }
}
