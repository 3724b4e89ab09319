import { readFileSync } from 'node:fs'
import type { Finding } from '../finding.ts'
import type { ProjectFiles } from '../project/project.ts'
import { type Change, type Joint, Waiting } from '../run/joint.ts'
import type { Outcome } from '../run/run.ts'
import type { LeftAlone } from '../run/scope.ts'
import { writeJoint, writeOutcome } from '../run/write.ts'
import { decode } from '../source/decode.ts'
import type { Keep } from '../source/write.ts'
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

/** Somebody who says which fixes are made. */
export interface Chooser {
  /** The outcome with the fixes that are wanted; `now` is how things stand where others have been made before. */
  readonly from: (outcome: Outcome, now?: Standing) => Promise<Outcome>
  /** Whether a fix of several files is wanted. */
  readonly wants: (joint: Joint) => Promise<boolean>
}

interface Standing {
  readonly project: ProjectFiles
  /** What is left alone in the file. */
  readonly leaving?: readonly LeftAlone[]
}

/** How fixes are applied. */
interface Manner {
  /** Keeps what the files held. */
  readonly keep?: Keep | undefined
  readonly chooser?: Chooser
}

/** Writes the files that the fixes change, one after another, and then those that change together. */
export async function applyTo(
  { outcomes, joint, project, isStdin }: Work,
  options: CommonOptions,
  { keep, chooser }: Manner = {},
): Promise<Applied> {
  const fixed: Finding[] = []
  const left = new Map<string, readonly Finding[]>()
  const changed = new Set<string>()
  const waiting = new Waiting()
  let [files, hasFailed] = [0, false]
  for (const handled of outcomes) {
    const chosen = chooser ? await chooser.from(handled) : handled
    const outcome = isStdin ? chosen : writeOutcome(chosen, keep)
    if (reportProblems(outcome, options)) hasFailed = true
    if (isStdin) process.stdout.write(textOf(outcome))
    const { path, source, mended } = outcome
    if (!source || !mended) continue
    files++
    fixed.push(...mended.fixed)
    left.set(path, mended.remaining)
    if (mended.text !== source.text) changed.add(path)
    waiting.note(outcome)
  }
  const make = async (fix: Joint): Promise<Joint['changes'] | undefined> => {
    if (chooser && !(await chooser.wants(fix))) return undefined
    const { isWritten, outcomes: said } = writeJoint(fix, keep)
    for (const each of said) if (reportProblems(each, options)) hasFailed = true
    if (!isWritten || !chooser) return isWritten ? fix.changes : undefined
    // What it makes room for is a matter of choice as well.
    waiting.take(fix.changes)
    const chosen: Change[] = []
    for (const change of fix.changes) {
      const now = { project: project.with(waiting.texts), leaving: change.left }
      const outcome = writeOutcome(await chooser.from(outcomeOf(change), now), keep)
      if (reportProblems(outcome, options)) hasFailed = true
      const after = withOutcome(change, outcome)
      waiting.take([after])
      chosen.push(after)
    }
    return chosen
  }
  const steps = joint(waiting, chooser !== undefined)
  let step = steps.next()
  while (!step.done) {
    const written = await make(step.value)
    for (const change of written ?? []) {
      fixed.push(...change.fixed)
      left.set(change.source.path, change.remaining)
      changed.add(change.source.path)
    }
    step = steps.next(written)
  }
  for (const broken of step.value) if (reportProblems(broken, options)) hasFailed = true
  return { fixed, remaining: [...left.values()].flat(), changed: [...changed], files, hasFailed }
}

/** What became of a file that a fix of several has changed, before anything else is done to it. */
function outcomeOf({ source, text, remaining, left }: Change): Outcome {
  const { path } = source
  const mended = { text, findings: remaining, fixed: [], remaining, left, failures: [] }
  return { path, source: decode(path, readFileSync(path)), mended, problems: [] }
}

function withOutcome(change: Change, { mended }: Outcome): Change {
  if (!mended) return change
  const { text, fixed, remaining, left } = mended
  return { ...change, text, fixed: [...change.fixed, ...fixed], remaining, left }
}

/** The bytes for standard output: those that came in where nothing could be done. */
function textOf({ source, mended, input }: Outcome): Buffer {
  if (!source) return input ?? Buffer.alloc(0)
  return mended ? source.encode(source.mark + mended.text) : source.bytes
}
