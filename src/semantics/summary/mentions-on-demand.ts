import { mentionsIn } from './mentioned-names.ts'
import type { Source } from './source.ts'
import type { Mention, ModuleSummary } from './summary.ts'

/** Has a summary find the names that the file mentions when it is asked for them, unless they are known. */
export function withMentions(summary: ModuleSummary, read: () => Source, known?: readonly Mention[]): ModuleSummary {
  let found = known
  const get = () => {
    found ??= mentionsIn(read())
    return found
  }
  return Object.defineProperties(summary, { mentions: { get }, [MENTIONED]: { get: () => found } })
}

const MENTIONED: unique symbol = Symbol('mentioned')

/** The names that a file mentions, if they were found. */
export function mentionsFoundIn(summary: ModuleSummary): readonly Mention[] | undefined {
  return (summary as { readonly [MENTIONED]?: readonly Mention[] })[MENTIONED]
}
