import type { Draft } from './body.ts'

/** A comment of aiomend's own that a pull request has already. */
export interface Posted {
  readonly id: string
  readonly fingerprint: string
  readonly digest: string
  /** Whether its lines are still there. */
  readonly isCurrent: boolean
  /** Whether someone answered it or called it resolved: then it is theirs, stays, and is not said again. */
  readonly isSettled: boolean
}

/** What is to be done to the comments of a pull request. */
export interface Plan {
  readonly post: readonly Draft[]
  readonly remove: readonly Posted[]
  /** What there is no room for. */
  readonly rest: readonly Draft[]
}

/** More comments at once look like abuse to the services. */
const MOST_COMMENTS = 30

/** Says what is missing and what is out of date. The same drafts on the same comments come to nothing at the second time. */
export function planOf(drafts: readonly Draft[], posted: readonly Posted[]): Plan {
  const settled = new Set(posted.filter(comment => comment.isSettled).map(comment => comment.fingerprint))
  const open = drafts.filter(({ fingerprint }) => !settled.has(fingerprint))
  const wanted = new Map(open.slice(0, MOST_COMMENTS).map(draft => [draft.fingerprint, draft]))
  const kept = new Map<string, Posted>()
  for (const comment of posted) {
    const { fingerprint, digest, isCurrent } = comment
    if (isCurrent && wanted.get(fingerprint)?.digest === digest && !kept.has(fingerprint))
      kept.set(fingerprint, comment)
  }
  return {
    post: [...wanted.values()].filter(({ fingerprint }) => !kept.has(fingerprint)),
    remove: posted.filter(comment => !comment.isSettled && kept.get(comment.fingerprint) !== comment),
    rest: open.slice(MOST_COMMENTS),
  }
}
