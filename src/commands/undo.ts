import { painterFor } from '../report/paint.ts'
import { plural } from '../report/summary.ts'
import { shownPath } from '../source/shown-path.ts'
import { forget, lastRun, restore, undoing } from '../source/undo.ts'
import { visible } from '../source/visible.ts'
import { CLEAN, type CommonOptions, type ExitCode, FAILED, print, reportProblems } from './common.ts'
import { type KeepOptions, placeOf } from './keeping.ts'

export interface UndoOptions extends KeepOptions, Pick<CommonOptions, 'color' | 'quiet'> {
  readonly dryRun?: true
}

/** Gives the files that the last run wrote their old bytes back; those that changed since are named and left alone. */
export async function undo(options: UndoOptions): Promise<ExitCode> {
  const run = lastRun(placeOf(options))
  const paint = painterFor(options.color, process.stdout)
  const restored: string[] = []
  let hasFailed = false
  for (const each of undoing(run)) {
    const file = shownPath(each.path)
    const problem = 'problem' in each ? each.problem : options.dryRun ? undefined : restore(each.replacement)
    if (problem !== undefined) hasFailed = reportProblems({ path: file, problems: [problem] }, options)
    else restored.push(file)
  }
  if (options.dryRun) {
    if (restored.length > 0) await print(`${restored.map(file => paint.bold(visible(file))).join('\n')}\n`)
    if (!options.quiet) process.stderr.write(`Would restore ${plural(restored.length, 'file')}.\n`)
    return hasFailed ? FAILED : CLEAN
  }
  if (!hasFailed) forget(run)
  if (!options.quiet) await print(`Restored ${plural(restored.length, 'file')}.\n`)
  return hasFailed ? FAILED : CLEAN
}
