import type { Mended } from './mend.ts'
import { LARGEST_UNNAMED, type Outcome } from './run.ts'

/** What is kept of an outcome: of `mended` the text only where it changed, and nothing where nothing was found. */
export interface Kept extends Pick<Outcome, 'path' | 'problems' | 'notice'> {
  readonly mended?: Omit<Mended, 'failures' | 'text'> & { readonly text?: string }
  readonly isHandled?: true
  /** It would come to something else another time, as where the file is not so large that it has to be named. */
  readonly isPassing?: true
}

/** What is kept of an outcome. */
export function kept({ path: shown, problems, notice, source, mended }: Outcome): Kept {
  const isPassing = notice !== undefined || (source?.bytes.length ?? 0) > LARGEST_UNNAMED
  const common = { path: shown, problems, ...(notice !== undefined && { notice }), ...(isPassing && { isPassing }) }
  if (!source || !mended) return common
  const { text, failures, ...found } = mended
  const isNothing = found.findings.length === 0 && found.left.length === 0
  if (isNothing && text === source.text) return { ...common, isHandled: true }
  return { ...common, mended: { ...found, ...(text !== source.text && { text }) } }
}
