import type { Edit, Finding } from '../finding.ts'
import { fixOf, isJoint } from '../fix/plan.ts'
import type { Project } from '../semantics/model.ts'
import { PythonFile } from '../semantics/python-file.ts'
import { checkFile } from './check.ts'
import { applyFixes, type Mended } from './mend.ts'
import type { Outcome } from './run.ts'
import { askedFor, decline, followed, type LeftAlone, moved, outOfScope, without } from './scope.ts'
import type { Settings } from './settings.ts'

/** One fix that can be applied now, to the text that the fixes before it left. */
export interface Offer {
  readonly finding: Finding
  readonly textOf: (path: string) => string
  /** How many offers come after this one, as far as can be told. */
  readonly following: number
  /** Whether another fix for the same place leaves a file that parses as well as before; missing where there can be none. */
  readonly isSound?: (finding: Finding) => boolean
}

/** The fix to apply, the one that was offered or another for the same place; nothing leaves the place as it is. */
export type Choice = Finding | undefined

/**
 * Mends a file fix by fix, from its top, as somebody chooses. What was not chosen is not offered again, and the fixes of
 * several files have their turn after those of each; `leaving` says what to leave alone where that is not to be told from
 * the text.
 */
export async function choose(
  outcome: Outcome,
  settings: Settings,
  project: Project,
  decide: (offer: Offer) => Promise<Choice>,
  leaving?: readonly LeftAlone[],
): Promise<Outcome> {
  const { source, mended } = outcome
  if (!source || !mended) return outcome
  let file = new PythonFile(outcome.path, source.text, settings.model, project)
  const find = () => checkFile(file, settings.transforms, settings.fix).findings
  let findings = find()
  let left = leaving ?? outOfScope(findings, file.source, settings.scope)
  const fixed: Finding[] = []
  for (;;) {
    const isSound = (finding: Finding) => applyFixes(file, [finding]).applied.length > 0
    const open = without(findings, left).filter(finding => fixOf(finding, settings.unsafe) && !isJoint(finding))
    const finding = open.find(isSound)
    if (!finding) break
    const choice = await decide({ finding, textOf: () => file.source, following: open.length - 1, isSound })
    if (!choice) {
      left = [...left, ...decline([finding])]
      continue
    }
    const step = applyFixes(file, [choice])
    file = step.file
    fixed.push(choice)
    left = step.edits.reduce(followed, left)
    findings = find()
    // What somebody wrote there by hand is meant so.
    if (choice !== finding) left = [...left, ...decline(findings.filter(isWithin(choice, step.edits)))]
  }
  const result: Mended = { ...mended, text: file.source, fixed, remaining: askedFor(findings, left), left }
  return { ...outcome, mended: result }
}

/** Whether a finding lies in what a fix wrote. */
function isWithin({ outcome }: Finding, rounds: readonly (readonly Edit[])[]): (finding: Finding) => boolean {
  const [edit] = 'fix' in outcome ? outcome.fix.edits : []
  if (!edit) return () => false
  const start = rounds.reduce((offset, round) => moved(offset, round, false), edit.start)
  return ({ span }) => span.start >= start && span.end <= start + edit.text.length
}
