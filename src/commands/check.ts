import { readFileSync } from 'node:fs'
import { baselineOf } from '../report/baseline.ts'
import { type FileError, type Reported, reported } from '../report/report.ts'
import { plural } from '../report/summary.ts'
import type { Outcome } from '../run/run.ts'
import { decode } from '../source/decode.ts'
import { UsageError } from '../source/usage-error.ts'
import { CLEAN, type CommonOptions, type ExitCode, FAILED, FOUND, reportProblems, workOn } from './common.ts'
import { type PrintOptions, printerFor, writeOutput } from './printing.ts'

export type CheckOptions = CommonOptions & PrintOptions & { readonly writeBaseline?: true }

/** Prints what is found, and what would be done about it. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<ExitCode> {
  if (options.writeBaseline) return writeBaseline(paths, options)
  const { transforms, outcomes } = await workOn(paths, options)
  const printer = printerFor(options, transforms)
  const findings: Reported[] = []
  const errors: FileError[] = []
  let files = 0
  for (const outcome of outcomes) {
    reportProblems(outcome, options)
    errors.push(...outcome.problems.map(message => ({ path: outcome.path, message })))
    if (outcome.mended) files++
    const found = findingsOf(outcome)
    findings.push(...found)
    await printer.file(found)
  }
  await printer.end({ version: 1, files, ...(options.shard && { shard: options.shard }), findings, errors })
  return errors.length > 0 ? FAILED : findings.length > 0 ? FOUND : CLEAN
}

/** Writes all that is found to a baseline; a file that cannot be handled still counts as a failure. */
async function writeBaseline(paths: readonly string[], options: CheckOptions): Promise<ExitCode> {
  const { baseline, ...others } = options
  if (baseline === undefined) throw new UsageError('--write-baseline needs --baseline FILE')
  if (options.since !== undefined)
    throw new UsageError('--write-baseline takes all that is found, not what --since leaves')
  const findings: Reported[] = []
  let hasFailed = false
  for (const outcome of (await workOn(paths, others)).outcomes) {
    if (reportProblems(outcome, options)) hasFailed = true
    findings.push(...findingsOf(outcome))
  }
  writeOutput(baseline, baselineOf(findings))
  if (!options.quiet) process.stdout.write(`Wrote ${plural(findings.length, 'pitfall')} to ${baseline}.\n`)
  return hasFailed ? FAILED : CLEAN
}

/** What was found in a file, in the form of the report. */
export function findingsOf(outcome: Outcome): Reported[] {
  const { path, mended } = outcome
  if (!mended || mended.findings.length === 0) return []
  const textOf = (of: string) => (of === path ? outcome.source?.text : undefined) ?? decode(of, readFileSync(of)).text
  return reported(mended.findings, textOf)
}
