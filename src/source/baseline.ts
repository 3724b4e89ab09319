import { readFileSync } from 'node:fs'
import { reasonOf } from './discover.ts'
import { UsageError } from './usage-error.ts'

/** The fingerprints of the findings that a baseline holds. Throws `UsageError` where it cannot be read. */
export function readBaseline(file: string): ReadonlySet<string> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}; \`aiomend check --baseline ${file} --write-baseline\` writes it`)
  }
  const fingerprints = fingerprintsIn(text)
  if (!fingerprints) throw new UsageError(`${file}: it is no baseline that this version of aiomend wrote`)
  return new Set(fingerprints)
}

function fingerprintsIn(text: string): string[] | undefined {
  try {
    const { version, findings } = JSON.parse(text) as { version?: unknown; findings?: { fingerprint: string }[] }
    return version === 1 ? findings?.map(({ fingerprint }) => fingerprint) : undefined
  } catch {
    return undefined
  }
}
