import { type Keep, replaceFiles, replacementOf, WriteError } from '../source/write.ts'
import { enter, leave } from '../stopwatch.ts'
import type { Joint } from './joint.ts'
import type { Outcome } from './run.ts'

const LINKED = 'another name of it, a hard link, keeps the old content'

/** Writes a file that changed. One that cannot be written is as if nothing of it had been fixed, with the reason. */
export function writeOutcome(outcome: Outcome, keep?: Keep): Outcome {
  const { source, mended } = outcome
  if (!source || !mended || mended.text === source.text) return outcome
  const written = attempt(() => replaceFiles([replacementOf(source, mended.text)], keep))
  if (!(written instanceof WriteError)) return written.length > 0 ? { ...outcome, notice: LINKED } : outcome
  const untouched = { ...mended, text: source.text, fixed: [], remaining: mended.findings }
  return { ...outcome, mended: untouched, problems: [...outcome.problems, written.message] }
}

/**
 * Writes all files of a fix, or none; then what came of it is the one that could not be written, with the reason. Else it
 * is each file of which there is something to say.
 */
export function writeJoint(
  { changes }: Joint,
  keep?: Keep,
): { readonly isWritten: boolean; readonly outcomes: readonly Outcome[] } {
  const written = attempt(() =>
    replaceFiles(
      changes.map(({ source, text }) => replacementOf(source, text)),
      keep,
    ),
  )
  if (!(written instanceof WriteError))
    return { isWritten: true, outcomes: written.map(path => ({ path, problems: [], notice: LINKED })) }
  const problem = `${written.message}; the files that change together with it were left alone`
  return { isWritten: false, outcomes: [{ path: written.path, problems: [problem] }] }
}

function attempt<T>(write: () => T): T | WriteError {
  enter('write')
  try {
    return write()
  } catch (error) {
    if (error instanceof WriteError) return error
    throw error
  } finally {
    leave()
  }
}
