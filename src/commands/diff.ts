import type { Finding } from '../finding.ts'
import { paintDiff, unifiedDiff } from '../report/diff.ts'
import { type Painter, painterFor } from '../report/paint.ts'
import { plural, statistics } from '../report/summary.ts'
import { type Change, Waiting } from '../run/joint.ts'
import { visible } from '../source/visible.ts'
import { CLEAN, type CommonOptions, type ExitCode, FAILED, FOUND, print, reportProblems, workOn } from './common.ts'

/** Prints what `fix` would change, as a unified diff; the counts go to stderr. */
export async function diff(paths: readonly string[], options: CommonOptions): Promise<ExitCode> {
  const { outcomes, joint } = await workOn(paths, options)
  const paint = painterFor(options.color, process.stdout)
  const findings: Finding[] = []
  const left = new Map<string, number>()
  const changed = new Set<string>()
  const waiting = new Waiting()
  let [failed, fixed, files] = [false, 0, 0]
  for (const outcome of outcomes) {
    if (reportProblems(outcome, options)) failed = true
    const { source, mended } = outcome
    if (!source || !mended) continue
    files++
    findings.push(...mended.findings)
    fixed += mended.fixed.length
    left.set(outcome.path, mended.remaining.length)
    waiting.note(outcome)
    if (mended.text === source.text) continue
    changed.add(outcome.path)
    await printDiff({ source, before: source.text, text: mended.text }, paint)
  }
  // One diff a file, of all that several files' fixes come to: it begins where the one above ends.
  const together = new Map<string, Change>()
  const steps = joint(waiting)
  let step = steps.next()
  for (; !step.done; step = steps.next(step.value.changes)) {
    for (const change of step.value.changes) {
      fixed += change.fixed.length
      const { path } = change.source
      left.set(path, change.remaining.length)
      changed.add(path)
      together.set(path, { ...change, before: together.get(path)?.before ?? change.before })
    }
  }
  for (const broken of step.value) if (reportProblems(broken, options)) failed = true
  for (const change of together.values()) await printDiff(change, paint)
  const remaining = [...left.values()].reduce((sum, count) => sum + count, 0)
  if (options.statistics && findings.length > 0)
    process.stderr.write(`\n${statistics(findings, painterFor(options.color, process.stderr))}\n`)
  if (!options.quiet) {
    const rest = remaining > 0 ? `; ${plural(remaining, 'pitfall')} would remain` : ''
    process.stderr.write(
      `Would fix ${plural(fixed, 'pitfall')} in ${changed.size} of ${plural(files, 'file')}${rest}.\n`,
    )
  }
  return failed ? FAILED : changed.size > 0 ? FOUND : CLEAN
}

async function printDiff(
  { source, before, text }: Pick<Change, 'source' | 'before' | 'text'>,
  paint: Painter,
): Promise<void> {
  const { head, body } = unifiedDiff(source.path, source.mark + before, source.mark + text)
  await print(paintDiff(head, paint))
  // In the file's own encoding, so that the patch fits it; nobody applies what a terminal shows.
  await print(
    process.stdout.isTTY
      ? paintDiff(visible(body.replaceAll('\r\n', '\n')), paint)
      : source.encode(paintDiff(body, paint)),
  )
}
