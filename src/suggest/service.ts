import type { Draft, Words } from './body.ts'
import type { Posted } from './plan.ts'
import type { PullDiff } from './pull-diff.ts'

/** A pull request (or merge request) on a service that comments can be posted to. */
export interface Service {
  /** Its name in messages. */
  readonly name: string
  readonly fence: Words['fence']
  /** The pull request as it is now. */
  pull(): Promise<Pull>
  /** The comments on lines that aiomend has posted before under the same account. */
  comments(pull: Pull): Promise<readonly Posted[]>
  /** Posts comments; what the service says where it does not take them on these lines. */
  post(pull: Pull, drafts: readonly Draft[], summary: string): Promise<string | undefined>
  remove(comment: Posted): Promise<void>
}

export interface Pull {
  /** The newest commit of its branch. */
  readonly head: string
  /** The commits that the diff is between, where the service wants to be told. */
  readonly refs?: Readonly<Record<string, string>>
  /** Undefined where the service shows none, for it is too large. */
  readonly diff?: PullDiff
}
