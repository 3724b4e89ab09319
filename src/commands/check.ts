import { readFileSync } from 'node:fs'
import type { Finding } from '../finding.ts'
import { type JsonReport, toJson } from '../report/json.ts'
import { painterFor } from '../report/paint.ts'
import { countOf, plural, statistics } from '../report/summary.ts'
import { describe } from '../report/text.ts'
import { decode } from '../source/decode.ts'
import { Lines } from '../syntax/lines.ts'
import { CLEAN, type CommonOptions, type ExitCode, FAILED, FOUND, print, reportProblems, workOn } from './common.ts'

export interface CheckOptions extends CommonOptions {
  readonly format: 'text' | 'json'
}

/** Prints what is found, and what would be done about it. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<ExitCode> {
  const { transforms, outcomes } = await workOn(paths, options)
  const byId = new Map(transforms.map(transform => [transform.id, transform]))
  const paint = painterFor(options.color, process.stdout)
  const isJson = options.format === 'json'
  const findings: Finding[] = []
  const reported: JsonReport['findings'][number][] = []
  const errors: JsonReport['errors'][number][] = []
  let [files, found] = [0, 0]
  for (const outcome of outcomes) {
    reportProblems(outcome, options)
    errors.push(...outcome.problems.map(message => ({ path: outcome.path, message })))
    if (!outcome.source || !outcome.mended) continue
    files++
    if (outcome.mended.findings.length > 0) found++
    if (outcome.mended.findings.length === 0) continue
    const { path, source } = outcome
    const lines = new Lines(source.text)
    const textOf = (other: string) => (other === path ? source.text : decode(other, readFileSync(other)).text)
    const linesOf = (other: string) => (other === path ? lines : new Lines(textOf(other)))
    for (const finding of outcome.mended.findings) {
      findings.push(finding)
      if (isJson) reported.push(toJson(finding, linesOf))
      else if (!options.statistics) {
        await print(`${describe(finding, byId.get(finding.transform), textOf, lines, paint)}\n`)
      }
    }
  }
  if (isJson)
    process.stdout.write(
      `${JSON.stringify({ version: 1, files, findings: reported, errors } satisfies JsonReport, undefined, 2)}\n`,
    )
  else {
    if (options.statistics && findings.length > 0) process.stdout.write(`${statistics(findings, paint)}\n`)
    if (!options.quiet) process.stdout.write(summary(findings, files, found))
  }
  return errors.length > 0 ? FAILED : findings.length > 0 ? FOUND : CLEAN
}

function summary(findings: readonly Finding[], files: number, found: number): string {
  if (findings.length === 0) return `No pitfalls found in ${plural(files, 'file')}.\n`
  const { safe, unsafe, refused } = countOf(findings)
  const parts = [
    `${safe} can be fixed`,
    ...(unsafe ? [`${unsafe} only with --unsafe`] : []),
    ...(refused ? [`${refused} not`] : []),
  ]
  return `Found ${plural(findings.length, 'pitfall')} in ${found} of ${plural(files, 'file')}: ${parts.join(', ')}.\n`
}
