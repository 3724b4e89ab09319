import type { Finding, Fix } from '../finding.ts'
import type { Span } from '../syntax/node.ts'

/** Whether a finding has a fix that may be applied: unsafe ones only where the user allows them. */
export function fixOf({ outcome }: Pick<Finding, 'outcome'>, unsafe: boolean): Fix | undefined {
  return 'fix' in outcome && (unsafe || outcome.fix.cautions.length === 0) ? outcome.fix : undefined
}

/** Whether a finding's fix changes other files too: it is applied after those of single files. */
export function isJoint({ path, outcome }: Finding): boolean {
  return 'fix' in outcome && outcome.fix.edits.some(edit => edit.path !== path)
}

/**
 * The findings whose fixes can be applied together, in source order. A fix claims all that lies between its first
 * and last edit: of two whose claims overlap or touch the first goes, the other waits for the next pass.
 */
export function plan(findings: readonly Finding[], unsafe: boolean): Finding[] {
  const candidates = findings
    .filter(finding => !isJoint(finding))
    .flatMap(finding => {
      const claim = claimOf(fixOf(finding, unsafe))
      return claim ? [{ finding, claim }] : []
    })
    .sort(
      (a, b) =>
        a.claim.start - b.claim.start || b.claim.end - a.claim.end || compare(a.finding.transform, b.finding.transform),
    )
  const accepted: Finding[] = []
  let reached = -1
  for (const { finding, claim } of candidates) {
    if (claim.start <= reached) continue
    accepted.push(finding)
    reached = claim.end
  }
  return accepted
}

function claimOf(fix: Fix | undefined): Span | undefined {
  const [first] = fix?.edits ?? []
  const last = fix?.edits.at(-1)
  return first && last ? { start: first.start, end: last.end } : undefined
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
