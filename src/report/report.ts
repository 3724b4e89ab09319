import type { Edit, Finding } from '../finding.ts'
import { Lines } from '../syntax/lines.ts'
import type { Span } from '../syntax/node.ts'

/** The machine-readable report: a contract, complete enough to be printed in any format where the source is not at hand. */
export interface Report {
  readonly version: 1
  /** How many files were looked at. */
  readonly files: number
  /** The part of the files that this report is about, counted from 1, where the work was split. */
  readonly shard?: Shard
  readonly findings: readonly Reported[]
  readonly errors: readonly FileError[]
}

export interface Shard {
  readonly index: number
  readonly of: number
}

/** Why a file could not be handled, or not all of it. */
export interface FileError {
  readonly path: string
  readonly message: string
}

/** A span as UTF-16 offsets into the text of the file, and as lines and columns from 1, the columns in characters. */
export interface Place extends Span {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

export type ReportedEdit = Edit & Place

export interface ReportedFix {
  readonly edits: readonly ReportedEdit[]
  readonly imports: readonly string[]
  /** What `imports` come to where this fix is applied alone. */
  readonly importEdits: readonly ReportedEdit[]
  readonly cautions: readonly string[]
}

/** Some whole lines of a file, with their line breaks: the first one's number from 1, and its UTF-16 offset. */
export interface Excerpt {
  readonly path: string
  readonly line: number
  readonly start: number
  readonly text: string
}

/** A finding with its places, and the source lines that these are on. */
export interface Reported extends Place, Omit<Finding, 'span' | 'outcome'> {
  readonly outcome: { readonly fix: ReportedFix } | { readonly refused: string }
  readonly source: readonly Excerpt[]
}

/** The findings of one file in the form of the report; `textOf` gives the text of a file by its path. */
export function reported(findings: readonly Finding[], textOf: (path: string) => string): Reported[] {
  const files = new Map<string, Source>()
  const sourceOf = (path: string): Source => {
    const text = files.get(path)?.text ?? textOf(path)
    const source = files.get(path) ?? { text, lines: new Lines(text) }
    files.set(path, source)
    return source
  }
  return findings.map(finding => report(finding, sourceOf))
}

interface Source {
  readonly text: string
  readonly lines: Lines
}

type SourceOf = (path: string) => Source

function report({ span, outcome, ...said }: Finding, sourceOf: SourceOf): Reported {
  const place = ({ start, end }: Span, { lines }: Source): Place => {
    const [first, last] = [lines.position(start), lines.position(end)]
    return { start, end, line: first.line, column: first.column, endLine: last.line, endColumn: last.column }
  }
  const own = place(span, sourceOf(said.path))
  const shown = { path: said.path, line: Math.max(1, own.line - 1), endLine: own.endLine }
  if ('refused' in outcome) return { ...said, ...own, outcome, source: excerpts([shown], sourceOf) }
  const located = (edits: readonly Edit[]) => edits.map(edit => ({ ...edit, ...place(edit, sourceOf(edit.path)) }))
  const { edits, imports, importEdits = [], cautions } = outcome.fix
  const fix = {
    edits: located(edits),
    imports,
    importEdits: located(importEdits.toSorted((a, b) => a.start - b.start)),
    cautions,
  }
  const source = excerpts([shown, ...reaches(fix.edits), ...fix.importEdits], sourceOf)
  return { ...said, ...own, outcome: { fix }, source }
}

type Range = Pick<ReportedEdit, 'path' | 'line' | 'endLine'>

/** From the first to the last edit in each file. */
function reaches(edits: readonly ReportedEdit[]): Range[] {
  return [...new Set(edits.map(({ path }) => path))].map(path => {
    const here = edits.filter(edit => edit.path === path)
    const lines = here.flatMap(({ line, endLine }) => [line, endLine])
    return { path, line: Math.min(...lines), endLine: Math.max(...lines) }
  })
}

/** The lines of some ranges by file, each line once. */
function excerpts(ranges: readonly Range[], sourceOf: SourceOf): Excerpt[] {
  const joined: Range[] = []
  for (const range of ranges.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line))) {
    const last = joined.at(-1)
    if (last?.path === range.path && range.line <= last.endLine + 1)
      joined[joined.length - 1] = { ...last, endLine: Math.max(last.endLine, range.endLine) }
    else joined.push(range)
  }
  return joined.map(({ path, line, endLine }) => {
    const { text, lines } = sourceOf(path)
    const { start, end } = lines.span(line, endLine)
    return { path, line, start, text: text.slice(start, end) }
  })
}
