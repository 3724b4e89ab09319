import { applyEdits } from '../fix/apply.ts'
import { visible } from '../source/visible.ts'
import { Lines } from '../syntax/lines.ts'
import { hunks } from './diff.ts'
import type { Format } from './format.ts'
import type { Painter } from './paint.ts'
import type { Report, Reported, ReportedFix } from './report.ts'
import { countOf, plural, statistics } from './summary.ts'

/** For people: by file, each finding with the code, why it matters and the fix as a diff; at the end a table by pitfall. */
export const text: Format = {
  file(findings, { paint, transforms, statistics }) {
    const [first] = findings
    if (statistics || !first) return ''
    const heading = paint.underline(visible(first.path))
    const described = findings.map(finding => describe(finding, transforms.get(finding.transform)?.why, paint))
    return `${[`${heading}: ${plural(findings.length, 'pitfall')}`, ...described].join('\n')}\n`
  },

  end(report, { paint, quiet, statistics: isTable }) {
    const { findings } = report
    const isTableOf = findings.length > 0 && (isTable || (!quiet && findings.length > 1))
    const table = isTableOf ? `${statistics(findings, paint)}\n` : ''
    return quiet ? table : table + summary(report)
  },
}

/** One finding: where, what, the code, why it matters, and the fix as a diff or why there is none. */
export function describe(finding: Reported, why: string | undefined, paint: Painter): string {
  const level = { error: paint.red, warning: paint.yellow, note: paint.cyan }[finding.level](finding.level)
  const parts = [
    `${paint.bold(visible(finding.path))}:${finding.line}:${finding.column} ${level} ${paint.bold(finding.transform)}`,
    `  ${visible(finding.message)}`,
    ...frame(finding, paint),
    ...(why ? [`  ${paint.bold('why:')} ${why}`] : []),
    ...(finding.because?.length ? [`  ${paint.bold('because:')} ${visible(finding.because.join('; '))}.`] : []),
    ...outcome(finding, paint),
  ]
  return `${parts.join('\n')}\n`
}

const MOST_LINES = 6

function frame({ path, line: first, column, endLine, endColumn, source }: Reported, paint: Painter): string[] {
  const excerpt = source.find(
    ({ path: of, line, text }) => of === path && line <= first && first < line + new Lines(text).count,
  )
  if (!excerpt) return []
  const lines = new Lines(excerpt.text)
  const textOf = (line: number) => lines.text(line - excerpt.line + 1)
  const last = Math.min(endLine, first + MOST_LINES - 1)
  const width = String(last + 1).length
  const margin = (label: string | number) => paint.dim(`${String(label).padStart(width)} |`)
  const shown: string[] = []
  for (let line = Math.max(1, first - 1); line <= last; line++) {
    shown.push(`  ${margin(line)} ${visible(textOf(line))}`)
    if (line !== first) continue
    const characters = [...textOf(line)]
    const before = characters
      .slice(0, column - 1)
      .join('')
      .replace(/[^\t]/g, ' ')
    const length = (endLine === line ? endColumn : characters.length + 1) - column
    shown.push(`  ${margin('')} ${before}${paint.yellow('^'.repeat(Math.max(1, length)))}`)
  }
  return endLine > last ? [...shown, `  ${margin('')} …`] : shown
}

function outcome({ path, outcome, source }: Reported, paint: Painter): string[] {
  if ('refused' in outcome) return [`  ${paint.bold('not fixed:')} ${visible(outcome.refused)}.`]
  const { imports, cautions } = outcome.fix
  const heading = cautions.length > 0 ? 'fix, only with --unsafe:' : 'fix:'
  const painted = (lines: readonly string[]) =>
    lines.map(visible).map(line => `    ${line.startsWith('+') ? paint.green(line) : paint.red(line)}`)
  const others = [...new Set(source.map(excerpt => excerpt.path))].filter(other => other !== path)
  return [
    `  ${paint.bold(heading)}`,
    ...painted([...imports.map(statement => `+${statement}`), ...changes(path, outcome.fix, source)]),
    ...others.flatMap(other => [
      `  ${paint.bold(`and in ${visible(other)}:`)}`,
      ...painted(changes(other, outcome.fix, source)),
    ]),
    ...cautions.map(caution => `  ${paint.bold('caution:')} ${visible(caution)}.`),
  ]
}

/** The lines of a file that the edits of a fix remove and add. */
function changes(path: string, { edits }: ReportedFix, source: Reported['source']): string[] {
  return source.flatMap(({ path: of, start, text }) => {
    const here = edits
      .filter(edit => edit.path === path && of === path && edit.start >= start && edit.end <= start + text.length)
      .map(edit => ({ ...edit, start: edit.start - start, end: edit.end - start }))
    return hunks(text, applyEdits(text, here))
      .flatMap(hunk => hunk.lines)
      .filter(line => !line.startsWith('\\'))
      .map(line => line.replace(/\r$/, ''))
  })
}

function summary({ findings, files }: Report): string {
  if (findings.length === 0) return `No pitfalls found in ${plural(files, 'file')}.\n`
  const { safe, unsafe, refused } = countOf(findings)
  const parts = [
    `${safe} can be fixed`,
    ...(unsafe ? [`${unsafe} only with --unsafe`] : []),
    ...(refused ? [`${refused} not`] : []),
  ]
  const found = new Set(findings.map(({ path }) => path)).size
  return `Found ${plural(findings.length, 'pitfall')} in ${found} of ${plural(files, 'file')}: ${parts.join(', ')}.\n`
}
