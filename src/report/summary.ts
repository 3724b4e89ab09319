import type { Finding } from '../finding.ts'
import { fixOf } from '../fix/plan.ts'
import type { Painter } from './paint.ts'

/** How many findings there are, and what can be done about them. */
export interface Counts {
  readonly all: number
  readonly safe: number
  readonly unsafe: number
  readonly refused: number
}

/** What is counted of a finding, in the form of the run or of the report. */
export type Counted = Pick<Finding, 'transform' | 'outcome'>

export function countOf(findings: readonly Counted[]): Counts {
  const safe = findings.filter(finding => fixOf(finding, false)).length
  const fixable = findings.filter(finding => fixOf(finding, true)).length
  return { all: findings.length, safe, unsafe: fixable - safe, refused: findings.length - fixable }
}

/** The counts by pitfall, most frequent first. */
export function tally(findings: readonly Counted[]): (Counts & { readonly id: string })[] {
  const ids = [...new Set(findings.map(({ transform }) => transform))]
  return ids
    .map(id => ({ id, ...countOf(findings.filter(({ transform }) => transform === id)) }))
    .sort((a, b) => b.all - a.all || (a.id < b.id ? -1 : 1))
}

/** A table of the findings by pitfall. */
export function statistics(findings: readonly Counted[], paint: Painter): string {
  const rows = tally(findings)
  const total = { id: 'total', ...countOf(findings) }
  const width = Math.max(7, ...rows.map(({ id }) => id.length))
  const cells = (id: string, ...numbers: (string | number)[]) =>
    `${id.padEnd(width)}${numbers.map(number => String(number).padStart(9)).join('')}\n`
  const row = ({ id, all, safe, unsafe, refused }: Counts & { id: string }) => cells(id, all, safe, unsafe, refused)
  const head = paint.bold(cells('pitfall', 'found', 'safe fix', 'unsafe', 'refused').trimEnd())
  return `${head}\n${rows.map(row).join('')}${rows.length > 1 ? row(total) : ''}`
}

/** `1 pitfall`, `3 files`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
