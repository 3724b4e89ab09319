import type { Edit, Finding } from '../finding.ts'
import type { Changes } from '../source/changes.ts'
import { Lines } from '../syntax/lines.ts'

/** Which findings the user asks about: all, or those on lines that changed, or those that are not known already. */
export interface Scope {
  readonly changes?: Changes
  /** Fingerprints. */
  readonly known?: ReadonlySet<string>
}

/** Where a finding of a transform can be, after changes of the text. */
export interface Whereabouts {
  readonly transform: string
  readonly starts: readonly number[]
}

/** A finding that is not mended. */
export interface LeftAlone extends Whereabouts {
  /** It counts as found all the same: its fix is not wanted, or could not be made. */
  readonly isDeclined?: true
}

export function leaveAlone(findings: readonly Finding[]): readonly LeftAlone[] {
  return findings.map(({ transform, span }) => ({ transform, starts: [span.start] }))
}

export function decline(findings: readonly Finding[]): readonly LeftAlone[] {
  return leaveAlone(findings).map(place => ({ ...place, isDeclined: true }))
}

/** The findings of a file that the user does not ask about: one on several lines changed with any of them. */
export function outOfScope(
  findings: readonly Finding[],
  source: string,
  { changes, known }: Scope,
): readonly LeftAlone[] {
  if (!changes) return leaveAlone(findings.filter(({ fingerprint }) => known?.has(fingerprint)))
  const lines = new Lines(source)
  const isUnchanged = ({ path, span }: Finding) => {
    const [from, to] = [lines.at(span.start), lines.at(span.end)]
    return !changes(path).some(({ first, last }) => first <= to && from <= last)
  }
  return leaveAlone(findings.filter(finding => known?.has(finding.fingerprint) || isUnchanged(finding)))
}

/** The findings that are not left alone. */
export function without(findings: readonly Finding[], left: readonly LeftAlone[]): readonly Finding[] {
  const keys = new Set(left.flatMap(({ transform, starts }) => starts.map(start => `${transform}@${start}`)))
  return findings.filter(({ transform, span }) => !keys.has(`${transform}@${span.start}`))
}

/** The findings that the user asks about, wanted or not. */
export function askedFor(findings: readonly Finding[], left: readonly LeftAlone[]): readonly Finding[] {
  return without(
    findings,
    left.filter(({ isDeclined }) => !isDeclined),
  )
}

/** The same findings after edits: what is inserted at the very start of one stands before it, or belongs to it. */
export function followed<T extends Whereabouts>(left: readonly T[], edits: readonly Edit[]): readonly T[] {
  return left.map(each => ({
    ...each,
    starts: [...new Set(each.starts.flatMap(start => [moved(start, edits), moved(start, edits, false)]))],
  }))
}

/** Where a place of a text is after edits. */
export function moved(offset: number, edits: readonly Edit[], behindInsertions = true): number {
  return edits.reduce((result, { start, end, text }) => {
    const isBefore = start === end ? start < offset || (behindInsertions && start === offset) : end <= offset
    return isBefore ? result + text.length - (end - start) : result
  }, offset)
}
