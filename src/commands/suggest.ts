import { readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { loadTransforms } from '../registry.ts'
import { parseReport } from '../report/merge.ts'
import type { Reported } from '../report/report.ts'
import { plural } from '../report/summary.ts'
import { headOf, patchSince } from '../source/changes.ts'
import { reasonOf } from '../source/discover.ts'
import { UsageError } from '../source/usage-error.ts'
import { visible } from '../source/visible.ts'
import { draft } from '../suggest/body.ts'
import { type Material, publish } from '../suggest/publish.ts'
import { pullDiff } from '../suggest/pull-diff.ts'
import { suggestionsOf } from '../suggest/suggestion.ts'
import { serviceFor } from '../suggest/target.ts'
import { findingsOf } from './check.ts'
import { CLEAN, type CommonOptions, type ExitCode, FAILED, print, reportProblems, workOn } from './common.ts'

export interface SuggestOptions extends CommonOptions {
  readonly base?: string
  readonly report?: string
  readonly dryRun?: true
  readonly repository?: string
  readonly pullRequest?: string
}

/** Prints suggestions for the lines that a branch changes, or posts them to its pull request. */
export async function suggest(paths: readonly string[], options: SuggestOptions): Promise<ExitCode> {
  if ((options.base === undefined) === (options.report === undefined))
    throw new UsageError('suggest needs --base COMMIT, where the branch left, or --report FILE')
  // Mistakes about where to post are told before the work.
  const service = options.dryRun ? undefined : serviceFor(process.env, options)
  if (options.report !== undefined && !service)
    throw new UsageError('--report is for posting, which needs a token: GITHUB_TOKEN, or GITLAB_TOKEN in a pipeline')
  const { material, hasFailed } =
    options.report === undefined
      ? await materialHere(paths, { ...options, base: options.base ?? '' })
      : { material: await materialIn(options.report), hasFailed: false }
  if (!service) await show(material, options)
  else {
    const { post, remove, rest } = await publish(service, material)
    const parts = [`Posted ${plural(post.length, 'comment')}`, `removed ${remove.length} of earlier ones`]
    const left = rest.length > 0 ? `; ${rest.length} more wait for room` : ''
    if (!options.quiet) process.stdout.write(`${parts.join(', ')}${left}.\n`)
  }
  return hasFailed ? FAILED : CLEAN
}

/** What is found in the files here, and what git says of them. */
async function materialHere(paths: readonly string[], options: SuggestOptions & { readonly base: string }) {
  const { root, patch } = patchSince(options.base)
  const { transforms, outcomes } = await workOn(paths, { ...options, since: options.base })
  const findings: Reported[] = []
  let hasFailed = false
  for (const outcome of outcomes) {
    if (reportProblems(outcome, options)) hasFailed = true
    findings.push(...findingsOf(outcome))
  }
  const nameOf = (file: string) =>
    path
      .relative(root, path.join(realpathSync(path.dirname(file)), path.basename(file)))
      .split(path.sep)
      .join('/')
  const local = { head: headOf(root), diff: pullDiff(patch) }
  const why = (id: string) => transforms.find(transform => transform.id === id)?.why
  return { material: { findings, nameOf, local, why, options: writingOptions(options) }, hasFailed }
}

/** What a report says, whose paths start from the root of the repository; it may come from anybody. */
async function materialIn(file: string): Promise<Material> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`)
  }
  const { findings } = parseReport(text, file)
  const transforms = await loadTransforms()
  const known = findings.filter(({ transform }) => transforms.some(({ id }) => id === transform))
  const why = (id: string) => transforms.find(transform => transform.id === id)?.why
  return { findings: known, nameOf: path => path, why, options: [] }
}

async function show({ findings, nameOf, local, ...words }: Material, { quiet }: SuggestOptions): Promise<void> {
  const suggestions = suggestionsOf(findings, local?.diff ?? new Map(), nameOf)
  for (const suggestion of suggestions) {
    const { file, first, last } = suggestion
    const { body } = draft(suggestion, { ...words, fence: () => 'suggestion' })
    const lines = first === last ? first : `${first}-${last}`
    await print(visible(`${file.path}:${lines}\n\n${body.replace(/\n*<!--[^\n]*$/, '')}\n\n`))
  }
  if (quiet) return
  const whole = suggestions.filter(({ replacement }) => replacement !== undefined).length
  const others = findings.length - suggestions.length
  const rest = others > 0 ? `; ${plural(others, 'other')} that the diff does not show` : ''
  process.stderr.write(`Would post ${plural(suggestions.length, 'comment')}, ${whole} with a fix to apply${rest}.\n`)
}

/** The options that change what fixes write, as they are to be given again. */
function writingOptions({ executor, cpuExecutor, taskGroup, targetVersion }: SuggestOptions): string[] {
  return [
    ...(executor ? ['--executor', executor] : []),
    ...(cpuExecutor ? ['--cpu-executor', cpuExecutor] : []),
    ...(taskGroup ? ['--task-group'] : []),
    ...(targetVersion ? ['--target-version', targetVersion] : []),
  ]
}
