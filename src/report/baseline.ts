import { Lines } from '../syntax/lines.ts'
import type { Reported } from './report.ts'

/** A baseline: the findings that are known, a line each, sorted, so that its own changes are easy to read and to merge. */
export function baselineOf(findings: readonly Reported[]): string {
  const entries = findings.map(entry).sort((a, b) => (key(a) < key(b) ? -1 : 1))
  const lines = entries.map(entry => `    ${JSON.stringify(entry)}`)
  return `{\n  "version": 1,\n  "findings": [${lines.length > 0 ? `\n${lines.join(',\n')}\n  ` : ''}]\n}\n`
}

interface Entry {
  readonly path: string
  readonly transform: string
  /** The line it begins on, for people. */
  readonly code: string
  readonly fingerprint: string
}

function entry({ path, transform, fingerprint, line: at, source }: Reported): Entry {
  const excerpt = source.find(
    ({ path: of, line, text }) => of === path && line <= at && at < line + new Lines(text).count,
  )
  const code = excerpt ? new Lines(excerpt.text).text(at - excerpt.line + 1).trim() : ''
  return { path: path.replaceAll('\\', '/'), transform, code, fingerprint }
}

function key({ path, transform, code, fingerprint }: Entry): string {
  return [path, transform, code, fingerprint].join('\0')
}
