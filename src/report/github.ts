import type { Format } from './format.ts'
import type { Report, Reported } from './report.ts'
import { fromRoot } from './root.ts'
import { countOf, plural, tally } from './summary.ts'

/**
 * Commands in the log of a GitHub workflow, which become annotations of the lines; of each step it shows ten errors and
 * ten warnings. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export const github: Format = { file: findings => findings.map(annotation).join('') }

function annotation(finding: Reported): string {
  const { transform, level, path, line, column, endLine, endColumn } = finding
  const properties = {
    title: `aiomend (${transform})`,
    file: fromRoot(path, 'GITHUB_WORKSPACE'),
    line,
    col: column,
    endLine,
    endColumn,
  }
  const listed = Object.entries(properties).map(([name, value]) => `${name}=${escapedProperty(String(value))}`)
  const command = level === 'note' ? 'notice' : level
  return `::${command} ${listed.join(',')}::${escaped(messageOf(finding))}\n`
}

function messageOf({ path, line, column, transform, message, outcome }: Reported): string {
  return `${path}:${line}:${column}: ${transform}: ${message}\n${resolution(outcome)}`
}

function resolution(outcome: Reported['outcome']): string {
  if ('refused' in outcome) return `Not fixed: ${outcome.refused}.`
  const { cautions } = outcome.fix
  if (cautions.length === 0) return '`aiomend fix` mends it.'
  return `\`aiomend fix --unsafe\` mends it; ${cautions.join('; ')}.`
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** Findings that the summary of a step lists one by one; it may have a mebibyte. */
const MOST_LISTED = 500

/** The Markdown that GitHub shows on the page of a run. */
export function stepSummary({ findings, files }: Report): string {
  if (findings.length === 0) return `### aiomend\n\nNo pitfalls found in ${plural(files, 'file')}.\n`
  const rows = tally(findings).map(
    ({ id, all, safe, unsafe, refused }) => `| ${id} | ${all} | ${safe} | ${unsafe} | ${refused} |`,
  )
  const listed = findings.slice(0, MOST_LISTED).map(({ path, line, transform, message }) => {
    return `- \`${path}:${line}\` ${transform}: ${message.replace(/[\\<>|*_[\]]/g, '\\$&')}`
  })
  const rest = findings.length - listed.length
  const { all } = countOf(findings)
  return [
    `### aiomend: ${plural(all, 'pitfall')} in ${plural(files, 'file')}\n`,
    '| pitfall | found | safe fix | unsafe | refused |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
    `\n<details><summary>All places</summary>\n`,
    ...listed,
    ...(rest > 0 ? [`- and ${rest} more`] : []),
    '\n</details>\n',
  ].join('\n')
}
