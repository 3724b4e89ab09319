import { replaceFile, replaceFiles, WriteError } from '../source/write.ts'
import { enter, leave } from '../stopwatch.ts'
import type { Joint } from './joint.ts'
import type { Outcome } from './run.ts'

/** Writes a file that changed. One that cannot be written is as if nothing of it had been fixed, with the reason. */
export async function writeOutcome(outcome: Outcome): Promise<Outcome> {
  const { source, mended } = outcome
  if (!source || !mended || mended.text === source.text) return outcome
  const failure = await failureOf(() => replaceFile(source, mended.text))
  if (!failure) return outcome
  const untouched = { ...mended, text: source.text, fixed: [], remaining: mended.findings }
  return { ...outcome, mended: untouched, problems: [...outcome.problems, failure.message] }
}

/** Writes all files of a fix, or none; then what came of it is the one that could not be written, with the reason. */
export async function writeJoint({ changes }: Joint): Promise<Outcome | undefined> {
  const failure = await failureOf(() => replaceFiles(changes.map(({ source: file, text }) => ({ file, text }))))
  if (!failure) return undefined
  return {
    path: failure.path,
    problems: [`${failure.message}; the files that change together with it were left alone`],
  }
}

async function failureOf(write: () => Promise<void>): Promise<WriteError | undefined> {
  enter('write')
  try {
    await write()
    return undefined
  } catch (error) {
    if (error instanceof WriteError) return error
    throw error
  } finally {
    leave()
  }
}
