import { applyEdits } from '../fix/apply.ts'
import type { Reported, ReportedEdit } from '../report/report.ts'
import { Lines } from '../syntax/lines.ts'
import { type FileDiff, type Hunk, hunkWith, type PullDiff } from './pull-diff.ts'

/** A finding on the lines of a pull request that a comment is to stand on. */
export interface Suggestion {
  readonly finding: Reported
  readonly file: FileDiff
  /** The lines as the pull request leaves them, from 1, all in one hunk of its diff. */
  readonly first: number
  readonly last: number
  /** What the whole fix makes of these lines, with a line break after each; undefined where it cannot be applied there. */
  readonly replacement?: string
}

/** A service applies no suggestion for more lines than these. https://docs.gitlab.com/user/project/merge_requests/reviews/suggestions/ */
const MOST_LINES = 100

const RANK = { error: 0, warning: 1, note: 2 } as const

/**
 * The suggestions for the findings on lines that a pull request changes, the gravest first. A finding is left out whose
 * source lines are not those of the diff: it was found in another state of the file.
 */
export function suggestionsOf(
  findings: readonly Reported[],
  diff: PullDiff,
  nameOf: (path: string) => string,
): Suggestion[] {
  return findings
    .filter(isSound)
    .flatMap(finding => {
      const file = diff.get(nameOf(finding.path))
      return (file && suggestionOf(finding, file)) ?? []
    })
    .sort((a, b) => RANK[a.finding.level] - RANK[b.finding.level])
}

function suggestionOf(finding: Reported, file: FileDiff): Suggestion | undefined {
  const { line, endLine } = finding
  const lines = Array.from({ length: Math.min(endLine - line + 1, MOST_LINES) }, (_, at) => line + at)
  const shown = lines.filter(number => lineAt(file.hunks, number))
  const isChanged = shown.some(number => lineAt(file.hunks, number)?.old === undefined)
  const [own] = shown
  if (own === undefined || !isChanged || !isCurrent(finding, file.hunks, own)) return undefined
  return { finding, file, ...(replacementOf(finding, file.hunks) ?? { first: own, last: own }) }
}

/** Whether the edits of a fix can be made together: a report may come from anybody. */
function isSound({ outcome }: Reported): boolean {
  if ('refused' in outcome) return true
  const free = new Map<string, number>()
  const edits = [...outcome.fix.edits, ...outcome.fix.importEdits].sort((a, b) => a.start - b.start)
  return edits.every(({ path, start, end }) => {
    const isFree = Number.isInteger(start) && Number.isInteger(end) && (free.get(path) ?? 0) <= start && start <= end
    free.set(path, end)
    return isFree
  })
}

function lineAt(hunks: readonly Hunk[], number: number): Hunk['lines'][number] | undefined {
  const hunk = hunkWith(hunks, number)
  return hunk?.lines[number - hunk.first]
}

/** Whether the finding has the source of a line, and the diff shows that, and whatever else of its source it shows, alike. */
function isCurrent({ path, source }: Reported, hunks: readonly Hunk[], own: number): boolean {
  const lines = source
    .filter(excerpt => excerpt.path === path)
    .flatMap(({ line, text }) => {
      const texts = text.replace(/\n$/, '').split('\n')
      return texts.map((text, at) => ({ text, number: line + at }))
    })
  const isAlike = ({ text, number }: { text: string; number: number }) => {
    const shown = lineAt(hunks, number)?.text
    return shown === undefined || plain(shown) === plain(text)
  }
  return lines.some(({ number }) => number === own) && lines.every(isAlike)
}

/** A line without what services and aiomend see differently: a byte order mark, and the first half of a CRLF. */
function plain(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r$/, '')
}

/** All edits of a fix, its imports among them, as whole lines of one hunk. */
function replacementOf(finding: Reported, hunks: readonly Hunk[]): Omit<Suggestion, 'finding' | 'file'> | undefined {
  const { outcome, path } = finding
  if ('refused' in outcome) return undefined
  const edits = [...outcome.fix.edits, ...outcome.fix.importEdits].toSorted((a, b) => a.start - b.start)
  const [edit] = edits
  if (!edit || edits.some(each => each.path !== path)) return undefined
  const [first, last] = [edit.line, Math.max(...edits.map(lastLine))]
  const hunk = hunkWith(hunks, first, last)
  if (!hunk || last - first >= MOST_LINES) return undefined
  // Nobody says what a service makes of a last line without its end.
  if (hunk.isUnended && last === hunk.first + hunk.lines.length - 1) return undefined
  const shown = hunk.lines.slice(first - hunk.first, last - hunk.first + 1)
  const text = shown.map(line => `${line.text}\n`).join('')
  // The one who applies a suggestion may end its lines by another rule than the file does.
  if (/[\r\ufeff]/.test(text) || edits.some(each => each.text.includes('\r'))) return undefined
  const start = edit.start - offsetOf(shown[0]?.text ?? '', edit.column)
  const local = edits.map(each => ({ ...each, start: each.start - start, end: each.end - start }))
  if (!local.every(each => isPlaced(each, new Lines(text), first))) return undefined
  const replacement = applyEdits(text, local)
  if (replacement === text || !/(^|\n)$/.test(replacement)) return undefined
  return { first, last, replacement }
}

/** The last line that an edit changes. One that ends where a line begins leaves that alone if whole lines are left before it. */
function lastLine({ line, column, endLine, endColumn, start, end, text }: ReportedEdit): number {
  const leavesLine = endColumn === 1 && end > start && (text.endsWith('\n') || (text === '' && column === 1))
  return leavesLine ? Math.max(line, endLine - 1) : endLine
}

/** The UTF-16 offset of a column in characters. */
function offsetOf(line: string, column: number): number {
  return [...line].slice(0, column - 1).join('').length
}

/** Whether an edit lies in the lines of the diff where it says that it does. */
function isPlaced(
  { start, end, line, column, endLine, endColumn }: ReportedEdit,
  lines: Lines,
  first: number,
): boolean {
  const at = (number: number, column: number) => {
    const own = number - first + 1
    return lines.span(own, own).start + offsetOf(lines.text(own), column)
  }
  return at(line, column) === start && at(endLine, endColumn) === end
}
