import { applyEdits } from '../fix/apply.ts'
import { lineEnd, lineStart } from '../syntax/lines.ts'
import { columnsOf, utf8Bytes } from './columns.ts'
import { commandFor } from './command.ts'
import type { Context, Format } from './format.ts'
import type { Report, Reported } from './report.ts'
import { fromRoot } from './root.ts'

/** What reviewdog reads. https://github.com/reviewdog/reviewdog/tree/master/proto/rdf */
export const rdjson: Format = {
  end: (report, context) => `${JSON.stringify(result(report, context), undefined, 2)}\n`,
}

const SEVERITY = { error: 'ERROR', warning: 'WARNING', note: 'INFO' } as const

function result({ findings }: Report, { transforms }: Context) {
  return {
    source: { name: 'aiomend' },
    severity: 'WARNING',
    diagnostics: findings.map(finding => {
      const url = transforms.get(finding.transform)?.see?.find(page => URL.canParse(page))
      return { ...diagnostic(finding), code: { value: finding.transform, ...(url && { url }) } }
    }),
  }
}

function diagnostic(finding: Reported) {
  const { message, level, path, line, endLine } = finding
  const suggestion = suggestionOf(finding)
  const columns = columnsOf(finding, path, finding.source, utf8Bytes)
  const own = { start: { line, column: columns.column }, end: { line: endLine, column: columns.endColumn } }
  const isWider = suggestion && (suggestion.range.start.line !== line || suggestion.range.end.line !== endLine)
  return {
    message: suggestion ? message : `${message}. ${otherwise(finding)}`,
    location: { path: fromRoot(path), range: isWider ? suggestion.range : own },
    severity: SEVERITY[level],
    ...(suggestion && { suggestions: [suggestion] }),
  }
}

/** Several suggestions would be alternatives to reviewdog: a fix is one, of whole lines, or none. */
function suggestionOf(finding: Reported) {
  const { outcome, path, source, start, end } = finding
  if ('refused' in outcome || outcome.fix.importEdits.length > 0) return undefined
  const { edits } = outcome.fix
  if (edits.some(edit => edit.path !== path)) return undefined
  const first = Math.min(start, ...edits.map(edit => edit.start))
  const last = Math.max(end, ...edits.map(edit => edit.end))
  const excerpt = source.find(
    excerpt => excerpt.path === path && excerpt.start <= first && last <= excerpt.start + excerpt.text.length,
  )
  if (!excerpt) return undefined
  const local = edits.map(edit => ({ ...edit, start: edit.start - excerpt.start, end: edit.end - excerpt.start }))
  const changed = applyEdits(excerpt.text, local)
  const from = lineStart(excerpt.text, first - excerpt.start)
  const after = excerpt.text.length - lineEnd(excerpt.text, last - excerpt.start)
  const line = Math.min(finding.line, ...edits.map(edit => edit.line))
  const endLine = Math.max(finding.endLine, ...edits.map(edit => edit.endLine))
  return {
    range: { start: { line }, end: { line: endLine } },
    text: changed.slice(from, changed.length - after),
  }
}

/** What can be done where there is no suggestion. */
function otherwise(finding: Reported): string {
  const { outcome } = finding
  if ('refused' in outcome) return `Not fixed: ${outcome.refused}.`
  return `To fix it: ${commandFor(finding, outcome.fix)}`
}
