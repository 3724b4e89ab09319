import type { Mended } from './mend.ts'
import type { Outcome } from './run.ts'

/** What is kept of an outcome: of `mended` the text only where it changed, and nothing where nothing was found. */
export interface Kept extends Pick<Outcome, 'path' | 'problems' | 'notice'> {
  readonly mended?: Omit<Mended, 'failures' | 'text'> & { readonly text?: string }
  readonly isHandled?: true
}

/** What is kept of an outcome. */
export function kept({ path: shown, problems, notice, source, mended }: Outcome): Kept {
  const common = { path: shown, problems, ...(notice !== undefined && { notice }) }
  if (!source || !mended) return common
  const { text, failures, ...found } = mended
  const isNothing = found.findings.length === 0 && found.left.length === 0
  if (isNothing && text === source.text) return { ...common, isHandled: true }
  return { ...common, mended: { ...found, ...(text !== source.text && { text }) } }
}
