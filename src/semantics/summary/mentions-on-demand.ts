import { mentionsIn } from './mentioned-names.ts'
import type { Source } from './source.ts'
import type { Mention, ModuleSummary } from './summary.ts'

/** Has a summary find the names that the file mentions when it is asked for them, unless they are known. */
export function withMentions(summary: ModuleSummary, read: () => Source, known?: readonly Mention[]): ModuleSummary {
  const get = () => {
    const value = mentionsIn(read())
    Object.defineProperty(summary, 'mentions', { value })
    return value
  }
  return Object.defineProperty(summary, 'mentions', known ? { value: known } : { get, configurable: true })
}

/** The names that a file mentions, if they were found. */
export function mentionsFoundIn(summary: ModuleSummary): readonly Mention[] | undefined {
  return Object.getOwnPropertyDescriptor(summary, 'mentions')?.value as readonly Mention[] | undefined
}
