import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesBelow } from '../src/source/discover.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'aiomend-shortcuts-'))
const kept = (name: string) => ['--cache-dir', path.join(folder, name)]
const NONE = ['--no-cache', '--jobs', '1']
const paths = ['examples', 'fixtures']
let without: readonly string[]

beforeAll(() => {
  // A file that is named outright is looked into whatever words it holds.
  without = found([...paths.flatMap(each => filesBelow(each)), ...NONE], 'dist/src/bin.js')
  expect(without.length).toBeGreaterThan(100)
}, 600_000)
afterAll(() => rmSync(folder, { recursive: true }))

test.each([
  ['words without which a file is not looked into', [...paths, ...NONE]],
  ['threads', [...paths, '--no-cache', '--jobs', '2']],
  ['a cache that one thread fills', [...paths, ...kept('one'), '--jobs', '1']],
  ['that cache', [...paths, ...kept('one')]],
  ['a cache that two threads fill', [...paths, ...kept('two'), '--jobs', '2']],
  ['what that cache says of other files than were asked for', ['fixtures', ...kept('two')]],
])(
  'with this shortcut the same is found as with none: %s',
  (_, args) => {
    const isAsked = (finding: string) => args.includes('examples') || !finding.includes('"path":"examples/')
    expect(found(args)).toEqual(without.filter(isAsked))
  },
  600_000,
)

/** All that is found, in the order of its texts. */
function found(args: readonly string[], program = 'dist/aiomend.cjs'): string[] {
  const options = ['check', ...args, '--select', 'ALL', '--unsafe', '--format', 'json']
  const { stdout } = spawnSync(process.execPath, [program, ...options], { encoding: 'utf8', maxBuffer: 1 << 28 })
  return JSON.parse(stdout)
    .findings.map((finding: unknown) => JSON.stringify(finding))
    .sort()
}
