// Throws files that nobody wrote at aiomend: `npm run fuzz -- --count 5000 --seed 1 [--verbose]`. Never a crash, never ten seconds for one
// file, never a byte outside the edits; what CPython compiled it still compiles, and a second run changes nothing; what CPython does not
// parse is named or left as it is. Prints the smallest file it finds for each thing that goes wrong.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { mended } from './fuzz/checks.mjs'
import { EXTREMES } from './fuzz/extremes.mjs'
import { inputFor, loadCorpus } from './fuzz/inputs.mjs'
import { smallest } from './fuzz/shrink.mjs'
import { watch } from './fuzz/watchdog.mjs'
import { python } from './python.mjs'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    verbose: { type: 'boolean' },
  },
})
const [count, seed] = [Number(values.count), Number(values.seed)]
const LONGEST_SECONDS = 10
const BATCH = 500
const MOST_TO_JUDGE = 1 << 20
const MOST_TO_SHRINK = 8000
const corpus = loadCorpus()
const judge = spawn(python.command, [fileURLToPath(new URL('fuzz/judge.py', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const answers = createInterface({ input: judge.stdout })[Symbol.asyncIterator]()
const totals = {
  files: 0,
  'parsed by CPython': 0,
  named: 0,
  changed: 0,
  'misread though CPython parses it': 0,
  'accepted though CPython does not parse it': 0,
}
/** How often each thing went wrong, and how often CPython saw a file in another way, by what there is to say of it. */
const failures = new Map()
const remarks = new Map()
let slowest = { seconds: 0 }
const beat = watch(2 * LONGEST_SECONDS)

/** What CPython says of some files and of what became of them. */
async function verdictsOn(files) {
  for (const { bytes, result } of files) {
    const { after, steps = [] } = result
    judge.stdin.write(
      `${JSON.stringify({ before: bytes.toString('latin1'), after: after?.toString('latin1') ?? null, steps })}\n`,
    )
  }
  const verdicts = []
  while (verdicts.length < files.length) verdicts.push(JSON.parse((await answers.next()).value))
  return verdicts
}

/** What is wrong with what becomes of a file. */
function wrongOf({ result: { wrong, after, steps, problem }, seconds }, { parses, breaks, complaint, line }) {
  if (wrong) return wrong
  if (seconds > LONGEST_SECONDS) return `takes longer than ${LONGEST_SECONDS} seconds`
  if (breaks) return `does not compile any more: ${breaks}`
  if (complaint) return complaint
  if (parses || !after || !touches(line, steps[0])) return undefined
  return `edits the line of a syntax error${problem ? '' : ' that it does not see'}`
}

/** Whether one of the edits of a pass is on a line, from 1. */
function touches(line, [before, , edits]) {
  const lineAt = offset => before.slice(0, offset).split(/\r\n|\r|\n/).length
  return edits.some(([start, end]) => lineAt(start) <= line && line <= lineAt(end))
}

// CPython itself gives up on some of these.
for (const [n, [kind, make]] of EXTREMES.entries()) {
  beat(count + n)
  const file = timed(make(), true)
  const parsed = { parses: true }
  await settle(
    { ...file, index: count + n, kind },
    file.bytes.length < MOST_TO_JUDGE ? (await verdictsOn([file]))[0] : parsed,
  )
}
for (let first = 0; first < count; first += BATCH) {
  const batch = Array.from({ length: Math.min(BATCH, count - first) }, (_, n) => mendedFile(first + n))
  const verdicts = await verdictsOn(batch)
  for (const [n, file] of batch.entries()) await settle(file, verdicts[n])
}
beat()
judge.stdin.end()

/** One file of the run, and what aiomend makes of it. */
function mendedFile(index) {
  beat(index)
  const { kind, bytes } = inputFor(corpus, seed, index)
  return { index, kind, ...timed(bytes, index % 2 === 0) }
}

function timed(bytes, isUnsafe) {
  const { seconds = 0, ...result } = mended(bytes, isUnsafe)
  return { bytes, isUnsafe, result, seconds }
}

async function settle(file, verdict) {
  const { result, seconds, index, kind } = file
  totals.files++
  if (verdict.parses) totals['parsed by CPython']++
  if (result.problem) totals.named++
  if (result.after) totals.changed++
  const other = otherView(result, verdict)
  if (other) totals[other]++
  if (seconds > slowest.seconds) slowest = { seconds, index, kind }
  if (other && values.verbose)
    await noteOnce(
      `${other}: ${verdict.error ?? result.problem}`,
      file,
      (one, view) => otherView(one.result, view) === other,
    )
  const wrong = wrongOf(file, verdict)
  if (wrong) await noteOnce(wrong, file, (one, view) => sameFor(wrongOf(one, view)) === sameFor(wrong), failures)
}

/** How CPython and aiomend see a file differently. */
function otherView({ problem }, { parses }) {
  if (parses && problem) return 'misread though CPython parses it'
  return parses || problem ? undefined : 'accepted though CPython does not parse it'
}

/** What is the same for all files that show one bug. */
function sameFor(wrong) {
  return wrong?.replaceAll(/\d+|`.*?`/g, '…')
}

/** Prints the smallest file that shows something, where none has shown it before. */
async function noteOnce(what, { index, kind, bytes, isUnsafe }, shows, seen = remarks) {
  const name = sameFor(what)
  seen.set(name, (seen.get(name) ?? 0) + 1)
  if (seen.get(name) > 1) return
  if (bytes.length > MOST_TO_SHRINK) return console.log(`${index} (${kind}): ${what}\n`)
  const shrunk = await smallest(bytes, async smaller => {
    beat(index)
    const file = timed(smaller, isUnsafe)
    return shows(file, (await verdictsOn([file]))[0])
  })
  console.log(`${index} (${kind}): ${what}\n${JSON.stringify(shrunk.toString('latin1'))}\n`)
}

for (const [name, times] of failures) console.log(`${times} times: ${name}`)
console.table(totals)
console.log(
  `seed ${seed}: ${totals.files} files, slowest ${slowest.seconds.toFixed(2)} s (${slowest.index}: ${slowest.kind}), ${failures.size} things wrong`,
)
process.exitCode = failures.size > 0 ? 1 : 0
