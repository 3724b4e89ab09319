import type { Finding } from '../finding.ts'
import { Waiting } from '../run/joint.ts'
import type { Outcome } from '../run/run.ts'
import { writeJoint, writeOutcome } from '../run/write.ts'
import { type CommonOptions, reportProblems, type Work } from './common.ts'

/** What came of applying the fixes to some files. */
export interface Applied {
  readonly fixed: readonly Finding[]
  readonly remaining: readonly Finding[]
  /** The files that changed. */
  readonly changed: readonly string[]
  /** How many files were looked at. */
  readonly files: number
  readonly hasFailed: boolean
}

/**
 * Writes the files that the fixes change, one after another, and then those that change together; `choosing` keeps some
 * of the fixes from a file, and all of several files.
 */
export async function applyTo(
  { outcomes, joint, isStdin }: Work,
  options: CommonOptions,
  choosing?: (outcome: Outcome) => Promise<Outcome>,
): Promise<Applied> {
  const fixed: Finding[] = []
  const left = new Map<string, readonly Finding[]>()
  const changed = new Set<string>()
  const waiting = new Waiting()
  let [files, hasFailed] = [0, false]
  for (const handled of outcomes) {
    const chosen = choosing ? await choosing(handled) : handled
    const outcome = isStdin ? chosen : await writeOutcome(chosen)
    if (reportProblems(outcome, options)) hasFailed = true
    if (isStdin) process.stdout.write(textOf(outcome))
    const { path, source, mended } = outcome
    if (!source || !mended) continue
    files++
    fixed.push(...mended.fixed)
    left.set(path, mended.remaining)
    if (mended.text !== source.text) changed.add(path)
    if (!choosing) waiting.note(outcome)
  }
  const steps = joint(waiting)
  for (let step = steps.next(); !step.done; ) {
    const failure = await writeJoint(step.value)
    if (failure) hasFailed = reportProblems(failure, options)
    else {
      for (const change of step.value) {
        fixed.push(...change.fixed)
        left.set(change.source.path, change.remaining)
        changed.add(change.source.path)
      }
    }
    step = steps.next(!failure)
  }
  return { fixed, remaining: [...left.values()].flat(), changed: [...changed], files, hasFailed }
}

/** The bytes for standard output: those that came in where nothing could be done. */
function textOf({ source, mended, input }: Outcome): Buffer {
  if (!source) return input ?? Buffer.alloc(0)
  return mended ? source.encode(source.mark + mended.text) : source.bytes
}
