import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Finding } from '../finding.ts'
import type { RegisteredTransform } from '../registry.ts'
import { messageForPackage, messageForRule } from '../report/commit-message.ts'
import { Waiting } from '../run/joint.ts'
import type { Outcome } from '../run/run.ts'
import { cleanRepository } from '../source/repository.ts'
import { visible } from '../source/visible.ts'
import { type Applied, applyTo } from './apply.ts'
import { type CommonOptions, reportProblems, workOn } from './common.ts'

/** What one commit is about. */
interface Topic {
  /** The files that it may change. */
  readonly files: readonly string[]
  /** The one pitfall that it fixes. */
  readonly only?: string
  readonly message: (fixed: readonly Finding[]) => string
}

/** A fix may make room for one whose turn is over; more rounds than these mean that fixes never end. */
const MAX_ROUNDS = 10

/** Applies the fixes in one commit for each pitfall or package. Throws `UsageError` where that cannot be done cleanly. */
export async function commitPer(
  unit: 'rule' | 'package',
  paths: readonly string[],
  { shard, ...options }: CommonOptions,
): Promise<Applied> {
  const repository = cleanRepository()
  const quietly = { ...options, quiet: true as const }
  const fixed: Finding[] = []
  const changed = new Set<string>()
  let [survey, hasFailed] = [await surveyOf(paths, { ...options, ...(shard && { shard }) }), false]
  const { files } = survey
  for (const file of survey.fixable.keys()) repository.nameOf(file)
  for (let round = 0; round < MAX_ROUNDS && survey.fixable.size > 0; round++) {
    const before = fixed.length
    for (const { files, only, message } of unit === 'rule' ? byRule(survey) : byPackage(survey, repository.root)) {
      const work = await workOn(files, { ...quietly, ...(only !== undefined && { only }) })
      const applied = await applyTo({ ...work, outcomes: withoutProblems(work.outcomes) }, quietly)
      hasFailed ||= applied.hasFailed
      if (applied.changed.length === 0) continue
      const text = message(applied.fixed)
      repository.commit(applied.changed.map(repository.nameOf), text)
      if (!options.quiet) process.stdout.write(visible(text.replace(/\n[\s\S]*/, '\n')))
      fixed.push(...applied.fixed)
      for (const file of applied.changed) changed.add(file)
    }
    if (fixed.length === before) break
    survey = await surveyOf(paths, { ...quietly, ...(shard && { shard }) })
  }
  return { fixed, remaining: survey.remaining, changed: [...changed], files, hasFailed: hasFailed || survey.hasFailed }
}

interface Survey {
  readonly transforms: ReadonlyMap<string, RegisteredTransform>
  /** What would be fixed in each file, where anything would. */
  readonly fixable: ReadonlyMap<string, readonly Finding[]>
  readonly remaining: readonly Finding[]
  readonly files: number
  readonly hasFailed: boolean
}

/** What became of the files, without what the survey has said of them. */
function* withoutProblems(outcomes: Iterable<Outcome>): Generator<Outcome> {
  for (const outcome of outcomes) yield { ...outcome, problems: [] }
}

/** Looks at what the fixes would do, without doing it. */
async function surveyOf(paths: readonly string[], options: CommonOptions): Promise<Survey> {
  const { transforms, outcomes, joint } = await workOn(paths, options)
  const fixable = new Map<string, readonly Finding[]>()
  const left = new Map<string, readonly Finding[]>()
  const waiting = new Waiting()
  let [files, hasFailed] = [0, false]
  for (const outcome of outcomes) {
    if (options.quiet ? outcome.problems.length > 0 : reportProblems(outcome, options)) hasFailed = true
    if (!outcome.mended) continue
    files++
    left.set(outcome.path, outcome.mended.remaining)
    waiting.note(outcome)
    if (outcome.mended.fixed.length > 0) fixable.set(outcome.path, outcome.mended.fixed)
  }
  const steps = joint(waiting)
  for (let step = steps.next(); !step.done; step = steps.next(step.value.changes)) {
    for (const { source, fixed, remaining } of step.value.changes) {
      left.set(source.path, remaining)
      fixable.set(source.path, [...(fixable.get(source.path) ?? []), ...fixed])
    }
  }
  const remaining = [...left.values()].flat()
  return { transforms: new Map(transforms.map(each => [each.id, each])), fixable, remaining, files, hasFailed }
}

function byRule({ transforms, fixable }: Survey): Topic[] {
  const ids = new Set([...fixable.values()].flat().map(({ transform }) => transform))
  return [...transforms.values()]
    .filter(({ id }) => ids.has(id))
    .map(transform => ({
      files: [...fixable.keys()],
      only: transform.id,
      message: fixed => messageForRule(transform, fixed),
    }))
}

function byPackage({ transforms, fixable }: Survey, root: string): Topic[] {
  const packages = new Map<string, string[]>()
  for (const file of fixable.keys()) {
    const name =
      path
        .relative(root, packageOf(path.resolve(file)))
        .split(path.sep)
        .join('/') || 'the top folder'
    packages.set(name, [...(packages.get(name) ?? []), file])
  }
  return [...packages].map(([name, files]) => ({ files, message: fixed => messageForPackage(name, fixed, transforms) }))
}

/** The folder of the outermost package that a file belongs to, or else the file's own. */
function packageOf(file: string): string {
  let folder = path.dirname(file)
  while (existsSync(path.join(folder, '__init__.py')) && existsSync(path.join(path.dirname(folder), '__init__.py')))
    folder = path.dirname(folder)
  return folder
}
