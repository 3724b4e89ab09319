import type { Edit, Finding } from '../finding.ts'
import type { Lines } from '../syntax/lines.ts'

/** The machine-readable report: a contract. Lines and columns from 1, columns in characters; offsets in UTF-16 units. */
export interface JsonReport {
  readonly version: 1
  /** How many files were looked at. */
  readonly files: number
  readonly findings: readonly JsonFinding[]
  readonly errors: readonly { readonly path: string; readonly message: string }[]
}

interface Place {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

interface JsonFinding
  extends Place,
    Pick<Finding, 'transform' | 'family' | 'level' | 'path' | 'message' | 'because' | 'confidence'> {
  readonly outcome:
    | {
        readonly fix: {
          readonly edits: readonly (Edit & Place)[]
          readonly imports: readonly string[]
          readonly cautions: readonly string[]
        }
      }
    | { readonly refused: string }
}

/** A finding in the form of the report; `linesOf` gives the lines of any file that its fix changes. */
export function toJson({ span, outcome, ...said }: Finding, linesOf: (path: string) => Lines): JsonFinding {
  const place = ({ start, end }: Finding['span'], path = said.path): Place => {
    const [first, last] = [linesOf(path).position(start), linesOf(path).position(end)]
    return { line: first.line, column: first.column, endLine: last.line, endColumn: last.column }
  }
  const reported =
    'refused' in outcome
      ? outcome
      : { fix: { ...outcome.fix, edits: outcome.fix.edits.map(edit => ({ ...edit, ...place(edit, edit.path) })) } }
  return { ...said, ...place(span), outcome: reported }
}
