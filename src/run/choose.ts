import type { Edit, Finding } from '../finding.ts'
import { fixOf, isJoint } from '../fix/plan.ts'
import type { Project } from '../semantics/model.ts'
import { PythonFile } from '../semantics/python-file.ts'
import { checkFile } from './check.ts'
import { applyFixes, type Mended } from './mend.ts'
import type { Outcome } from './run.ts'
import { followed, type LeftAlone, leaveAlone, moved, outOfScope, without } from './scope.ts'
import type { Settings } from './settings.ts'

/** One fix that can be applied now, to the text that the fixes before it left. */
export interface Offer {
  readonly finding: Finding
  readonly text: string
  /** How many offers come after this one, as far as can be told. */
  readonly following: number
  /** Whether a fix, this one or another for the same place, leaves a file that parses as well as before. */
  readonly isSound: (finding: Finding) => boolean
}

/** The fix to apply, the one that was offered or another for the same place; nothing leaves the place as it is. */
export type Choice = Finding | undefined

/**
 * Mends a file fix by fix, from its top, as somebody chooses. What was not chosen is not offered again, and a fix of
 * several files not at all: to change those asks for more than an answer about one.
 */
export async function choose(
  outcome: Outcome,
  settings: Settings,
  project: Project,
  decide: (offer: Offer) => Promise<Choice>,
): Promise<Outcome> {
  const { source, mended } = outcome
  if (!source || !mended) return outcome
  let file = new PythonFile(outcome.path, source.text, settings.model, project)
  const find = () => checkFile(file, settings.transforms, settings.fix).findings
  const all = find()
  let beyond = outOfScope(all, file.source, settings.scope)
  let left: LeftAlone = []
  let remaining = without(all, beyond)
  const fixed: Finding[] = []
  for (;;) {
    const isSound = (finding: Finding) => applyFixes(file, [finding]).applied.length > 0
    const open = without(remaining, left).filter(finding => fixOf(finding, settings.unsafe) && !isJoint(finding))
    const finding = open.find(isSound)
    if (!finding) break
    const choice = await decide({ finding, text: file.source, following: open.length - 1, isSound })
    if (!choice) {
      left = [...left, ...leaveAlone([finding])]
      continue
    }
    const step = applyFixes(file, [choice])
    file = step.file
    fixed.push(choice)
    beyond = step.edits.reduce(followed, beyond)
    left = step.edits.reduce(followed, left)
    remaining = without(find(), beyond)
    // What somebody wrote there by hand is meant so.
    if (choice !== finding) left = [...left, ...leaveAlone(remaining.filter(isWithin(choice, step.edits)))]
  }
  const result: Mended = { ...mended, text: file.source, fixed, remaining }
  return { ...outcome, mended: result }
}

/** Whether a finding lies in what a fix wrote. */
function isWithin({ outcome }: Finding, rounds: readonly (readonly Edit[])[]): (finding: Finding) => boolean {
  const [edit] = 'fix' in outcome ? outcome.fix.edits : []
  if (!edit) return () => false
  const start = rounds.reduce((offset, round) => moved(offset, round, false), edit.start)
  return ({ span }) => span.start >= start && span.end <= start + edit.text.length
}
