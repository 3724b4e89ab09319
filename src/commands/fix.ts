import { painterFor } from '../report/paint.ts'
import { countOf, plural, statistics } from '../report/summary.ts'
import { UsageError } from '../source/usage-error.ts'
import { type Applied, applyTo } from './apply.ts'
import { commitPer } from './commits.ts'
import { CLEAN, type CommonOptions, type ExitCode, FAILED, FOUND, workOn } from './common.ts'
import { interview } from './interactive.ts'
import { keeperFor } from './keeping.ts'

export interface FixCommandOptions extends CommonOptions {
  readonly interactive?: true
  readonly commitPer?: 'rule' | 'package'
}

/** Applies the fixes to the files; what comes from standard input goes, fixed, to standard output. */
export async function fix(paths: readonly string[], options: FixCommandOptions): Promise<ExitCode> {
  const isStdin = paths.includes('-')
  const applied = await apply(paths, options, isStdin)
  const { fixed, remaining, hasFailed } = applied
  const report = isStdin ? process.stderr : process.stdout
  const all = [...fixed, ...remaining]
  if (options.statistics && all.length > 0) report.write(`${statistics(all, painterFor(options.color, report))}\n`)
  if (!options.quiet) report.write(summary(applied))
  return hasFailed ? FAILED : remaining.length > 0 ? FOUND : CLEAN
}

async function apply(paths: readonly string[], options: FixCommandOptions, isStdin: boolean): Promise<Applied> {
  const { interactive, commitPer: unit } = options
  if (isStdin && interactive) throw new UsageError('--interactive reads answers from standard input, not a file')
  if (isStdin && unit) throw new UsageError('--commit-per needs files, not standard input')
  if (unit) return commitPer(unit, paths, options)
  const work = await workOn(paths, options, !interactive)
  const keep = isStdin ? undefined : keeperFor(options)
  if (!interactive) return applyTo(work, options, { keep })
  const chooser = interview(work, options.color)
  const applied = await applyTo(work, options, { keep, chooser })
  chooser.close()
  return applied
}

function summary({ fixed, changed, files, remaining }: Applied): string {
  const done = `Fixed ${plural(fixed.length, 'pitfall')} in ${changed.length} of ${plural(files, 'file')}`
  if (remaining.length === 0) return `${done}.\n`
  const { unsafe } = countOf(remaining)
  const offer = unsafe > 0 ? `, ${unsafe} of them can be fixed with --unsafe` : ''
  return `${done}; ${remaining.length} remain${remaining.length === 1 ? 's' : ''}${offer}. \`aiomend check\` shows them.\n`
}
