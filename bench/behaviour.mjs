// Runs the tests of real packages before and after `aiomend fix`, and after awaits are deleted and mended:
// `npm run corpus:behaviour -- [PACKAGE…]`. An await is deleted where a statement awaits a coroutine of the package, in its own
// code first and then in its tests, if without it a test fails: at most 10 for each package.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { copyOf, putBack } from './await-test/copies.mjs'
import { contentOf } from './await-test/packages.mjs'
import { breakIn, candidates, isBack, told } from './behaviour/breaks.mjs'
import { fix, makeEnvironment, runTests } from './behaviour/commands.mjs'
import { PACKAGES } from './behaviour/packages.mjs'
import { corpusFolder, fetchPackage } from './corpus.mjs'

const MOST_BREAKS = 10
const words = process.argv.slice(2)
const rows = []
const failures = []
await makeEnvironment()

for (const each of PACKAGES.filter(({ pin }) => words.length === 0 || words.some(word => pin.includes(word)))) {
  console.error(each.pin)
  const folder = fetchPackage(path.join(corpusFolder, 'sdists'), each.pin, ['--no-binary'], each.sha256)
  if (!existsSync(folder)) {
    failures.push(`${each.pin} cannot be had`)
    continue
  }
  const copy = copyOf(contentOf(folder))
  try {
    rows.push(await rowOf(each, copy))
    console.error(rows.at(-1))
  } finally {
    copy.remove()
  }
}

/** What comes of the tests of a package as it is, as aiomend makes it, and as it is broken and mended. */
async function rowOf({ pin, code, tests }, copy) {
  const before = await runTests(copy, tests)
  const isAsBefore = ({ passed, failed }) => passed === before.passed && failed === 0
  if (before.failed > 0) failures.push(`${pin}: the tests as they are: ${before.last}`)
  const safe = await fixed(copy, tests, before)
  if (!isAsBefore(safe)) failures.push(`${pin}: after the safe fixes: ${safe.last}`)
  const unsafe = await fixed(copy, tests, before, '--unsafe')
  const breaks = await breaksThatShow(copy, code, tests, 3 * before.seconds)
  breakIn(copy, breaks)
  const broken = await runTests(copy, tests)
  await fix(copy)
  const missed = breaks.filter(place => !isBack(copy, place))
  for (const place of missed) console.error(`  not mended: ${told(copy, place)}`)
  const mended = await runTests(copy, tests)
  putBack(copy)
  if (missed.length === 0 && !isAsBefore(mended)) failures.push(`${pin}: broken and mended: ${mended.last}`)
  return {
    package: pin,
    'tests pass': before.passed,
    'safe fixes': `${safe.fixes}: ${safe.passed} pass`,
    'all fixes': `${unsafe.fixes}: ${unsafe.passed} pass`,
    'awaits deleted': `${breaks.length}: ${broken.passed} pass`,
    mended: `${breaks.length - missed.length}: ${mended.passed} pass`,
  }
}

/** What comes of the tests after aiomend alone, and how many fixes it made. */
async function fixed(copy, tests, before, ...options) {
  const fixes = await fix(copy, ...options)
  const result = fixes > 0 ? await runTests(copy, tests) : before
  putBack(copy)
  return { fixes, ...result }
}

/** The deletions of an await that make a test fail, or wait for ever, as many as are wanted. */
async function breaksThatShow(copy, code, tests, limit) {
  const found = []
  const options = tests.filter(given => !existsSync(path.join(copy.at, given)))
  for (const place of candidates(copy, code, MOST_BREAKS)) {
    if (found.length === MOST_BREAKS) break
    breakIn(copy, [place])
    const { failed } = await runTests(copy, ['-x', ...(place.isOfTests ? [place.name, ...options] : tests)], limit)
    putBack(copy)
    if (failed > 0) found.push(place)
    else console.error(`  no test shows it: ${told(copy, place)}`)
  }
  return found
}

console.table(rows)
for (const line of failures) console.log(line)
process.exitCode = failures.length > 0 ? 1 : 0
