import type { Finding } from '../finding.ts'
import { painterFor } from '../report/paint.ts'
import { countOf, plural, statistics } from '../report/summary.ts'
import type { Outcome } from '../run/run.ts'
import { writeOutcome } from '../run/write.ts'
import { UsageError } from '../source/usage-error.ts'
import { CLEAN, type CommonOptions, type ExitCode, FAILED, FOUND, reportProblems, workOn } from './common.ts'
import { interview } from './interactive.ts'

export type FixCommandOptions = CommonOptions & { readonly interactive?: true }

/** Applies the fixes to the files; what comes from standard input goes, fixed, to standard output. */
export async function fix(paths: readonly string[], options: FixCommandOptions): Promise<ExitCode> {
  const work = await workOn(paths, options)
  const { outcomes, isStdin } = work
  if (isStdin && options.interactive)
    throw new UsageError('--interactive reads answers from standard input, not a file')
  const questions = options.interactive && interview(work, options.color)
  const fixed: Finding[] = []
  const remaining: Finding[] = []
  let [failed, changed, files] = [false, 0, 0]
  for (const handled of outcomes) {
    const chosen = questions ? await questions.about(handled) : handled
    const outcome = isStdin ? chosen : await writeOutcome(chosen)
    if (reportProblems(outcome, options)) failed = true
    if (isStdin) process.stdout.write(textOf(outcome))
    const { source, mended } = outcome
    if (!source || !mended) continue
    files++
    fixed.push(...mended.fixed)
    remaining.push(...mended.remaining)
    if (mended.text !== source.text) changed++
  }
  if (questions) questions.close()
  const report = isStdin ? process.stderr : process.stdout
  const all = [...fixed, ...remaining]
  if (options.statistics && all.length > 0) report.write(`${statistics(all, painterFor(options.color, report))}\n`)
  if (!options.quiet) report.write(summary(fixed.length, changed, files, remaining))
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
