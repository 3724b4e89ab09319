import { readFileSync } from 'node:fs'
import { loadTransforms } from '../registry.ts'
import { merged, parseReport } from '../report/merge.ts'
import { painterFor } from '../report/paint.ts'
import { reasonOf } from '../source/discover.ts'
import { UsageError } from '../source/usage-error.ts'
import { CLEAN, type ExitCode, FAILED, FOUND } from './common.ts'
import { type PrintOptions, printerFor } from './printing.ts'

/** Prints the JSON reports of earlier runs, or of all shards of one, as one report in any format. */
export async function report(files: readonly string[], options: PrintOptions): Promise<ExitCode> {
  const whole = merged(files.map(file => parseReport(read(file), file)))
  const printer = printerFor(options, await loadTransforms())
  const { findings, errors } = whole
  const paint = painterFor(options.color, process.stderr)
  for (const { path, message } of errors) {
    process.stderr.write(`${paint.bold(path)}: ${paint.red('error:')} ${message}\n`)
  }
  for (const path of new Set(findings.map(finding => finding.path))) {
    await printer.file(findings.filter(finding => finding.path === path))
  }
  await printer.end(whole)
  return errors.length > 0 ? FAILED : findings.length > 0 ? FOUND : CLEAN
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`)
  }
}
