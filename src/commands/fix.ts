import type { Finding } from '../finding.ts'
import { painterFor } from '../report/paint.ts'
import { countOf, plural, statistics } from '../report/summary.ts'
import { Waiting } from '../run/joint.ts'
import type { Outcome } from '../run/run.ts'
import { writeJoint, writeOutcome } from '../run/write.ts'
import { CLEAN, type CommonOptions, type ExitCode, FAILED, FOUND, reportProblems, workOn } from './common.ts'

/** Applies the fixes to the files; what comes from standard input goes, fixed, to standard output. */
export async function fix(paths: readonly string[], options: CommonOptions): Promise<ExitCode> {
  const { outcomes, joint, isStdin } = await workOn(paths, options)
  const fixed: Finding[] = []
  const left = new Map<string, readonly Finding[]>()
  const changed = new Set<string>()
  const waiting = new Waiting()
  let [failed, files] = [false, 0]
  for (const handled of outcomes) {
    const outcome = isStdin ? handled : await writeOutcome(handled)
    if (reportProblems(outcome, options)) failed = true
    if (isStdin) process.stdout.write(textOf(outcome))
    const { source, mended } = outcome
    if (!source || !mended) continue
    files++
    fixed.push(...mended.fixed)
    left.set(outcome.path, mended.remaining)
    if (mended.text !== source.text) changed.add(outcome.path)
    waiting.note(outcome)
  }
  const steps = joint(waiting)
  for (let step = steps.next(); !step.done; ) {
    const failure = await writeJoint(step.value)
    if (failure) failed = reportProblems(failure, options)
    else {
      for (const change of step.value) {
        const { source, remaining } = change
        fixed.push(...change.fixed)
        left.set(source.path, remaining)
        changed.add(source.path)
      }
    }
    step = steps.next(!failure)
  }
  const remaining = [...left.values()].flat()
  const report = isStdin ? process.stderr : process.stdout
  const all = [...fixed, ...remaining]
  if (options.statistics && all.length > 0) report.write(`${statistics(all, painterFor(options.color, report))}\n`)
  if (!options.quiet) report.write(summary(fixed.length, changed.size, files, remaining))
  return failed ? FAILED : remaining.length > 0 ? FOUND : CLEAN
}

/** The bytes for standard output: those that came in where nothing could be done. */
function textOf({ source, mended, input }: Outcome): Buffer {
  if (!source) return input ?? Buffer.alloc(0)
  return mended ? source.encode(source.mark + mended.text) : source.bytes
}

function summary(fixed: number, changed: number, files: number, remaining: readonly Finding[]): string {
  const done = `Fixed ${plural(fixed, 'pitfall')} in ${changed} of ${plural(files, 'file')}`
  if (remaining.length === 0) return `${done}.\n`
  const { unsafe } = countOf(remaining)
  const offer = unsafe > 0 ? `, ${unsafe} of them can be fixed with --unsafe` : ''
  return `${done}; ${remaining.length} remain${remaining.length === 1 ? 's' : ''}${offer}. \`aiomend check\` shows them.\n`
}
