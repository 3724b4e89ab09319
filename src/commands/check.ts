import { readFileSync } from 'node:fs'
import { type FileError, type Reported, reported } from '../report/report.ts'
import type { Outcome } from '../run/run.ts'
import { decode } from '../source/decode.ts'
import { CLEAN, type CommonOptions, type ExitCode, FAILED, FOUND, reportProblems, workOn } from './common.ts'
import { type PrintOptions, printerFor } from './printing.ts'

export type CheckOptions = CommonOptions & PrintOptions

/** Prints what is found, and what would be done about it. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<ExitCode> {
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
  await printer.end({ version: 1, files, findings, errors })
  return errors.length > 0 ? FAILED : findings.length > 0 ? FOUND : CLEAN
}

function findingsOf({ path, source, mended }: Outcome): Reported[] {
  if (!source || !mended) return []
  return reported(mended.findings, of => (of === path ? source.text : decode(of, readFileSync(of)).text))
}
