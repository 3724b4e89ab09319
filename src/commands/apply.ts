import type { Finding } from '../finding.ts'
import type { Outcome } from '../run/run.ts'
import { writeOutcome } from '../run/write.ts'
import { type CommonOptions, reportProblems, type Work } from './common.ts'

/** What came of applying the fixes to some files. */
export interface Applied {
  readonly fixed: readonly Finding[]
  readonly remaining: readonly Finding[]
  /** The files that changed. */
  readonly changed: readonly string[]
  /** How many files were looked at. */
  readonly files: number
  readonly hasFailed: boolean
}

/** Writes the files that the fixes change, one after another; `choosing` may keep some of the fixes from one. */
export async function applyTo(
  { outcomes, isStdin }: Work,
  options: CommonOptions,
  choosing: (outcome: Outcome) => Promise<Outcome> = async outcome => outcome,
): Promise<Applied> {
  const fixed: Finding[] = []
  const remaining: Finding[] = []
  const changed: string[] = []
  let [files, hasFailed] = [0, false]
  for (const handled of outcomes) {
    const chosen = await choosing(handled)
    const outcome = isStdin ? chosen : await writeOutcome(chosen)
    if (reportProblems(outcome, options)) hasFailed = true
    if (isStdin) process.stdout.write(textOf(outcome))
    const { path, source, mended } = outcome
    if (!source || !mended) continue
    files++
    fixed.push(...mended.fixed)
    remaining.push(...mended.remaining)
    if (mended.text !== source.text) changed.push(path)
  }
  return { fixed, remaining, changed, files, hasFailed }
}

/** The bytes for standard output: those that came in where nothing could be done. */
function textOf({ source, mended, input }: Outcome): Buffer {
  if (!source) return input ?? Buffer.alloc(0)
  return mended ? source.encode(source.mark + mended.text) : source.bytes
}
