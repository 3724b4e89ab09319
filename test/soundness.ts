import { execFileSync } from 'node:child_process'
import { python } from '../bench/python.mjs'
import type { Edit } from '../src/finding.ts'

/** A text and what edits made of it. */
export interface Change {
  readonly before: string
  readonly after: string
  readonly edits: readonly Omit<Edit, 'path'>[]
}

/** What CPython's syntax tree shows to have changed outside the edits, by the name of the change. */
export function changesOutside(named: ReadonlyMap<string, Change>): Record<string, string> {
  const input = [...named].map(([name, { before, after, edits }]) => {
    return [name, before, after, edits.map(({ start, end, text }) => [start, end, text])]
  })
  const options = { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1 << 28 } as const
  return JSON.parse(execFileSync(python.command, ['test/soundness.py'], options))
}
