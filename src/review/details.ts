import path from 'node:path'
import type { Finding, Fix } from '../finding.ts'
import { applyEdits } from '../fix/apply.ts'
import { withFixes } from '../run/mend.ts'
import type { PythonFile } from '../semantics/python-file.ts'
import { Lines } from '../syntax/lines.ts'
import type { Details, FileChange } from './protocol.ts'
import { changedRows, plainRows } from './rows.ts'

/** The lines around a finding that nothing mends. */
const CONTEXT = 3
const MOST_LINES = 12

/** One finding of a file as the page shows it, with what its fix changes where it is made alone. */
export function detailsOf(finding: Finding, file: PythonFile, textOf: (path: string) => string): Details {
  const { fingerprint: id, message, because = [], outcome } = finding
  const text = file.source
  if ('refused' in outcome) {
    const files = [{ path: finding.path, hunks: [linesAround(finding, text)] }]
    return { id, message, because, cautions: [], refused: outcome.refused, files }
  }
  const { fix } = outcome
  const own = { path: finding.path, hunks: changedRows(text, withFixes(file, [finding]).file.source) }
  return { id, message, because, cautions: fix.cautions, files: [own, ...others(finding.path, fix, textOf)] }
}

function linesAround({ span }: Finding, text: string) {
  const lines = new Lines(text)
  const [first, last] = [lines.at(span.start), lines.at(span.end)]
  return plainRows(text, Math.max(1, first - CONTEXT), Math.min(last + CONTEXT, first + MOST_LINES))
}

function others(own: string, { edits }: Fix, textOf: (file: string) => string): FileChange[] {
  const paths = [...new Set(edits.map(edit => edit.path))].filter(other => other !== own)
  return paths.map(other => {
    const text = textOf(other)
    const here = edits.filter(edit => edit.path === other)
    return { path: path.relative(process.cwd(), other), hunks: changedRows(text, applyEdits(text, here)) }
  })
}
