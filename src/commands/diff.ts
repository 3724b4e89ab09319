import type { Finding } from '../finding.ts'
import { paintDiff, unifiedDiff } from '../report/diff.ts'
import { painterFor } from '../report/paint.ts'
import { plural, statistics } from '../report/summary.ts'
import { CLEAN, type CommonOptions, type ExitCode, FAILED, FOUND, print, reportProblems, workOn } from './common.ts'

/** Prints what `fix` would change, as a unified diff; the counts go to stderr. */
export async function diff(paths: readonly string[], options: CommonOptions): Promise<ExitCode> {
  const { outcomes } = await workOn(paths, options)
  const paint = painterFor(options.color, process.stdout)
  const findings: Finding[] = []
  let [failed, changed, fixed, files, remaining] = [false, 0, 0, 0, 0]
  for (const outcome of outcomes) {
    if (reportProblems(outcome, options)) failed = true
    const { source, mended } = outcome
    if (!source || !mended) continue
    files++
    findings.push(...mended.findings)
    fixed += mended.fixed.length
    remaining += mended.remaining.length
    if (mended.text === source.text) continue
    changed++
    const { head, body } = unifiedDiff(outcome.path, source.mark + source.text, source.mark + mended.text)
    await print(paintDiff(head, paint))
    // In the file's own encoding, so that the patch fits it.
    await print(source.encode(paintDiff(body, paint)))
  }
  if (options.statistics && findings.length > 0)
    process.stderr.write(`\n${statistics(findings, painterFor(options.color, process.stderr))}\n`)
  if (!options.quiet) {
    const rest = remaining > 0 ? `; ${plural(remaining, 'pitfall')} would remain` : ''
    process.stderr.write(`Would fix ${plural(fixed, 'pitfall')} in ${changed} of ${plural(files, 'file')}${rest}.\n`)
  }
  return failed ? FAILED : changed > 0 ? FOUND : CLEAN
}
