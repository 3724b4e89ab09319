import { DecodeError } from '../source/decode.ts'
import { reasonOf } from '../source/discover.ts'
import { replaceFile, WriteError } from '../source/write.ts'
import type { Outcome } from './run.ts'

/** Writes a file that changed. One that cannot be written is as if nothing of it had been fixed, with the reason. */
export async function writeOutcome(outcome: Outcome): Promise<Outcome> {
  const { source, mended } = outcome
  if (!source || !mended || mended.text === source.text) return outcome
  try {
    await replaceFile(source, mended.text)
    return outcome
  } catch (error) {
    const reason =
      error instanceof WriteError || error instanceof DecodeError
        ? error.message
        : `cannot be written: ${reasonOf(error)}`
    const untouched = { ...mended, text: source.text, fixed: [], remaining: mended.findings }
    return { ...outcome, mended: untouched, problems: [...outcome.problems, reason] }
  }
}
