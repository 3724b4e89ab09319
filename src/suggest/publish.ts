import type { Reported } from '../report/report.ts'
import { UsageError } from '../source/usage-error.ts'
import { draft, summaryOf, type Words } from './body.ts'
import { type Plan, planOf } from './plan.ts'
import type { PullDiff } from './pull-diff.ts'
import type { Pull, Service } from './service.ts'
import { suggestionsOf } from './suggestion.ts'

/** What is published, and what it is checked against. */
export interface Material extends Omit<Words, 'fence'> {
  readonly findings: readonly Reported[]
  /** The path of a file from the root of the repository. */
  readonly nameOf: (path: string) => string
  /** The state of the files, where they are here. */
  readonly local?: { readonly head: string; readonly diff: PullDiff }
}

/** Brings the comments of a pull request up to date, and says what it did. Throws `UsageError` where it could not. */
export async function publish(service: Service, material: Material): Promise<Plan> {
  let refused: string | undefined
  // Somebody may push in between: what was refused is worked out again, once.
  for (let tries = 0; tries < 2; tries++) {
    const pull = await service.pull()
    checkHead(service, pull, material)
    const diff = pull.diff ?? material.local?.diff
    if (!diff)
      throw new UsageError(`${service.name} shows no diff of so large a change; use --base, for git to show it`)
    const words = { ...material, fence: service.fence }
    const drafts = suggestionsOf(material.findings, diff, material.nameOf).map(each => draft(each, words))
    const plan = planOf(drafts, await service.comments(pull))
    const { post, remove, rest } = plan
    refused = post.length === 0 ? undefined : await service.post(pull, post, summaryOf(post.length, rest))
    if (refused !== undefined) continue
    for (const comment of remove) await service.remove(comment)
    return plan
  }
  throw new UsageError(`${service.name} does not take the comments: ${refused}`)
}

function checkHead({ name }: Service, { head }: Pull, { local }: Material): void {
  if (local && local.head !== head) {
    const said = `the files here are those of commit ${local.head.slice(0, 12)}, but ${name} has ${head.slice(0, 12)}`
    throw new UsageError(`${said} as the newest of the pull request; check that one out`)
  }
}
