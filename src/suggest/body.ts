import { createHash } from 'node:crypto'
import { applyEdits } from '../fix/apply.ts'
import { commandFor } from '../report/command.ts'
import { hunks } from '../report/diff.ts'
import type { Reported } from '../report/report.ts'
import { plural } from '../report/summary.ts'
import type { Suggestion } from './suggestion.ts'

/** What is told of pitfalls besides the findings. */
export interface Words {
  /** Why a pitfall matters, by its id. */
  readonly why: (id: string) => string | undefined
  /** What follows the fence of a suggestion for some lines: `suggestion` on GitHub. */
  readonly fence: (lines: number) => string
  /** The options that the suggestions were made with and that commands need to write the same. */
  readonly options: readonly string[]
}

/** A comment as it is to be posted. */
export interface Draft extends Suggestion {
  /** Names the finding in the comments that are there already. */
  readonly fingerprint: string
  /** Names what the comment offers; it stays while the lines only move. */
  readonly digest: string
  /** Markdown. */
  readonly body: string
}

/** Services take 65,536 characters at the least. */
const LONGEST_BODY = 60_000

/** What a comment says: the pitfall, the fix, and at its end the hidden names by which a later run knows it. */
export function draft(suggestion: Suggestion, words: Words): Draft {
  const { finding } = suggestion
  const fix = fixOf(suggestion, words)
  const fingerprint = digestOf(finding.fingerprint)
  const digest = digestOf(fix)
  const parts = [
    `**${prose(finding.transform)}**: ${prose(finding.message)}.`,
    ...(words.why(finding.transform) ? [prose(words.why(finding.transform) ?? '')] : []),
    ...(finding.because?.length ? [`Because ${finding.because.map(prose).join('; ')}.`] : []),
    fix,
    `<!-- aiomend:v1 ${fingerprint} ${digest} -->`,
  ]
  return { ...suggestion, fingerprint, digest, body: parts.join('\n\n') }
}

/** The hidden names at the end of a comment, if it is one of these. */
export function namesIn(body: string): { readonly fingerprint: string; readonly digest: string } | undefined {
  const [, fingerprint, digest] = /<!-- aiomend:v1 ([0-9a-f]{16}) ([0-9a-f]{16}) -->\s*$/.exec(body) ?? []
  return fingerprint !== undefined && digest !== undefined ? { fingerprint, digest } : undefined
}

/** The body of a review: how much it says, and what there was no room for. */
export function summaryOf(posted: number, rest: readonly Suggestion[]): string {
  const head = `aiomend: ${plural(posted, 'comment')} on the lines that this change touches.`
  if (rest.length === 0) return head
  const listed = rest.map(({ finding, file }) => {
    return `- ${code(`${file.path}:${finding.line}`)} ${prose(finding.transform)}: ${prose(finding.message)}`
  })
  const kept: string[] = []
  let length = 0
  for (const line of listed) {
    length += line.length + 1
    if (length <= LONGEST_BODY) kept.push(line)
  }
  const left = listed.length - kept.length
  const more = left > 0 ? [`- and ${left} more`] : []
  return `${head}\n\nBeyond the comments that one review has:\n\n${[...kept, ...more].join('\n')}`
}

function fixOf(suggestion: Suggestion, { fence, options }: Words): string {
  const { finding, replacement, first, last } = suggestion
  if ('refused' in finding.outcome) return `Not fixed: ${prose(finding.outcome.refused)}.`
  const { cautions } = finding.outcome.fix
  const warned = cautions.map(caution => `Caution: ${prose(caution)}.`)
  if (replacement !== undefined) {
    const block = fenced(fence(last - first + 1), replacement)
    if (block.length <= LONGEST_BODY) return [...warned, block].join('\n\n')
  }
  const command = commandFor(finding, finding.outcome.fix, options)
  const diff = fenced('diff', diffOf(finding))
  const shown = diff.length <= LONGEST_BODY ? [`<details open><summary>The fix</summary>\n\n${diff}\n</details>`] : []
  return [...warned, ...shown, `It cannot be applied from here; to apply it: ${code(command)}`].join('\n\n')
}

/** A fix as a diff without line numbers, which change when it does not. */
function diffOf({ path, outcome, source }: Reported): string {
  if ('refused' in outcome) return ''
  const edits = [...outcome.fix.edits, ...outcome.fix.importEdits]
  return source
    .map(excerpt => {
      const end = excerpt.start + excerpt.text.length
      const here = edits
        .filter(edit => edit.path === excerpt.path && edit.start >= excerpt.start && edit.end <= end)
        .map(edit => ({ ...edit, start: edit.start - excerpt.start, end: edit.end - excerpt.start }))
      const lines = hunks(excerpt.text, applyEdits(excerpt.text, here)).flatMap(hunk => hunk.lines)
      const text = lines.filter(line => !line.startsWith('\\')).map(line => `${line.replace(/\r$/, '')}\n`)
      const name = excerpt.path === path || text.length === 0 ? '' : `# ${excerpt.path}\n`
      return name + text.join('')
    })
    .filter(Boolean)
    .join('@@\n')
}

/** A block of code in a fence that is longer than any in it. An empty one holds no line: that is how lines are deleted. */
function fenced(info: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${info}\n${text}${fence}`
}

/** Text in which only code spans mean something: no mention, picture or tag comes of it. */
function prose(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .split(/((?<!`)`[^`]+`(?!`))/)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(/[\\`<>|*_[\]#~]/g, '\\$&').replaceAll('@', '@\u200b')))
    .join('')
}

/** A code span. https://spec.commonmark.org/0.31.2/#code-spans */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = longest > 0 ? ' ' : ''
  return `${fence}${pad}${text.replace(/\s+/g, ' ')}${pad}${fence}`
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
