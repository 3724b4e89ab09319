import { ProjectFiles } from './project/project.ts'
import { loadTransforms } from './registry.ts'
import { type Outcome, run } from './run/run.ts'
import { type CommandLine, SettingsFinder } from './run/settings.ts'
import { writeOutcome } from './run/write.ts'

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
  return [...run(paths, finder, new ProjectFiles(file => finder.importsFor(file)))]
}

/** As `check`, and writes the files that the fixes change. */
export async function fix(paths: readonly string[], options: CommandLine = {}): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const outcome of await check(paths, options)) outcomes.push(await writeOutcome(outcome))
  return outcomes
}
