import { ProjectFiles } from './project/project.ts'
import { loadTransforms } from './registry.ts'
import { batchOf } from './run/batch.ts'
import { jointFixes, Waiting, withChange } from './run/joint.ts'
import { type Outcome, run } from './run/run.ts'
import { type CommandLine, SettingsFinder } from './run/settings.ts'
import { writeJoint, writeOutcome } from './run/write.ts'

export type { Edit, Finding, Fix, Level } from './finding.ts'
export type { Outcome } from './run/run.ts'
export type { CommandLine } from './run/settings.ts'
export { UsageError } from './source/usage-error.ts'
export { defineTransform } from './transform.ts'

/**
 * Looks at the Python files below some paths: each outcome holds the findings, the mended text and the reasons why a
 * file could not be handled. Nothing is written. Throws `UsageError` for bad options.
 */
export async function check(paths: readonly string[], options: CommandLine = {}): Promise<Outcome[]> {
  const finder = new SettingsFinder(options, await loadTransforms())
  const project = new ProjectFiles(file => finder.importsFor(file))
  return [...run(batchOf(paths, finder, project), finder, project)]
}

/** As `check`, and writes the files that the fixes change. */
export async function fix(paths: readonly string[], options: CommandLine = {}): Promise<Outcome[]> {
  const finder = new SettingsFinder(options, await loadTransforms())
  const project = new ProjectFiles(file => finder.importsFor(file))
  const outcomes = new Map<string, Outcome>()
  const waiting = new Waiting()
  for (const handled of run(batchOf(paths, finder, project), finder, project)) {
    const outcome = writeOutcome(handled)
    outcomes.set(outcome.path, outcome)
    waiting.note(outcome)
  }
  const steps = jointFixes(waiting, finder, project)
  const say = (said: Outcome) => outcomes.set(said.path, { ...outcomes.get(said.path), ...said })
  let step = steps.next()
  while (!step.done) {
    const { isWritten, outcomes: said } = writeJoint(step.value)
    said.forEach(say)
    if (isWritten) {
      for (const change of step.value.changes) {
        const outcome = outcomes.get(change.source.path)
        if (outcome) outcomes.set(outcome.path, withChange(outcome, change))
      }
    }
    step = steps.next(isWritten ? step.value.changes : undefined)
  }
  step.value.forEach(say)
  return [...outcomes.values()]
}
