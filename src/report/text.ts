import type { Edit, Finding } from '../finding.ts'
import { applyEdits } from '../fix/apply.ts'
import type { RegisteredTransform } from '../registry.ts'
import type { Lines } from '../syntax/lines.ts'
import { hunks } from './diff.ts'
import type { Painter } from './paint.ts'

/**
 * One finding for a person: where, what, the code, why it matters, and the fix as a hunk or why there is none. `textOf`
 * gives the text of any file that the fix changes.
 */
export function describe(
  finding: Finding,
  transform: RegisteredTransform | undefined,
  textOf: (path: string) => string,
  lines: Lines,
  paint: Painter,
): string {
  const { line, column } = lines.position(finding.span.start)
  const level = { error: paint.red, warning: paint.yellow, note: paint.cyan }[finding.level](finding.level)
  const parts = [
    `${paint.bold(finding.path)}:${line}:${column} ${level} ${paint.bold(finding.transform)}`,
    `  ${finding.message}`,
    ...frame(finding, lines, paint),
    ...(transform ? [`  ${paint.bold('why:')} ${transform.why}`] : []),
    ...(finding.because?.length ? [`  ${paint.bold('because:')} ${finding.because.join('; ')}.`] : []),
    ...outcome(finding, textOf, paint),
  ]
  return `${parts.join('\n')}\n`
}

function frame({ span }: Finding, lines: Lines, paint: Painter): string[] {
  const [first, last] = [lines.position(span.start), lines.position(span.end)]
  const width = String(Math.min(last.line, first.line + 5) + 1).length
  const row = (line: number) => `  ${paint.dim(`${String(line).padStart(width)} |`)} ${lines.text(line)}`
  const shown: string[] = []
  for (let line = Math.max(1, first.line - 1); line <= Math.min(last.line, first.line + 5); line++) {
    shown.push(row(line))
    if (line !== first.line) continue
    const before = [...lines.text(line)]
      .slice(0, first.column - 1)
      .join('')
      .replace(/[^\t]/g, ' ')
    const length = last.line === line ? last.column - first.column : [...lines.text(line)].length - first.column + 1
    shown.push(`  ${paint.dim(`${' '.repeat(width)} |`)} ${before}${paint.yellow('^'.repeat(Math.max(1, length)))}`)
  }
  if (last.line > first.line + 5) shown.push(`  ${paint.dim(`${' '.repeat(width)} |`)} …`)
  return shown
}

function outcome({ path, outcome }: Finding, textOf: (path: string) => string, paint: Painter): string[] {
  if ('refused' in outcome) return [`  ${paint.bold('not fixed:')} ${outcome.refused}.`]
  const { edits, imports, cautions } = outcome.fix
  const heading = cautions.length > 0 ? 'fix, only with --unsafe:' : 'fix:'
  const others = [...new Set(edits.map(edit => edit.path))].filter(other => other !== path)
  const painted = (lines: readonly string[]) =>
    lines.map(line => `    ${line.startsWith('+') ? paint.green(line) : paint.red(line)}`)
  return [
    `  ${paint.bold(heading)}`,
    ...painted([...imports.map(statement => `+${statement}`), ...changedLines(path, edits, textOf)]),
    ...others.flatMap(other => [`  ${paint.bold(`and in ${other}:`)}`, ...painted(changedLines(other, edits, textOf))]),
    ...cautions.map(caution => `  ${paint.bold('caution:')} ${caution}.`),
  ]
}

function changedLines(path: string, edits: readonly Edit[], textOf: (path: string) => string): string[] {
  const before = textOf(path)
  const after = applyEdits(
    before,
    edits.filter(edit => edit.path === path),
  )
  const lines = hunks(before, after).flatMap(hunk => hunk.lines.filter(line => !line.startsWith('\\')))
  return lines.map(line => line.replace(/\r$/, ''))
}
