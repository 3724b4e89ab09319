import { createHash } from 'node:crypto'
import type { Finding } from '../finding.ts'

/** A finding with the text of the statement that holds it, from which it gets its fingerprint. */
export interface Unnamed extends Omit<Finding, 'fingerprint'> {
  readonly statement: string
}

/** Gives the findings of one file, in source order, their fingerprints: equal statements are told apart by counting. */
export function withFingerprints(findings: readonly Unnamed[]): Finding[] {
  const counts = new Map<string, number>()
  return findings.map(({ statement, ...finding }) => {
    const like = [finding.transform, finding.path.replaceAll('\\', '/'), normalised(statement)].join('\0')
    const count = counts.get(like) ?? 0
    counts.set(like, count + 1)
    return { ...finding, fingerprint: createHash('sha256').update(`${like}\0${count}`).digest('hex').slice(0, 16) }
  })
}

/** What formatters leave alone: neither white space nor quotes, nor the comma before a closing bracket. */
function normalised(statement: string): string {
  return statement
    .replace(/\s/g, '')
    .replaceAll("'", '"')
    .replace(/,(?=[)\]}])/g, '')
}
