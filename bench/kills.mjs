// Kills `aiomend fix` a hundred times at a random moment, and once at each change of the disk that it makes in a small
// tree; then lets each such change fail as on a full disk. Every file must be old or new, and the next run or `undo` must
// make all of them new or old, with nothing left over. So many times it kills `aiomend check` too, as it fills its cache.
// `node bench/kills.mjs [KILLS]`
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { killedWhileKept } from './kills/cache.mjs'
import { aiomend, bin, lay, lookAt, treeOf } from './kills/trial.mjs'

const FIX = ['fix', '--unsafe', '--quiet']
const scratch = mkdtempSync(path.join(tmpdir(), 'aiomend-kills-'))
const root = path.join(scratch, 'tree')
const wrong = []

/** Lays the tree, lets a run be cut short in it, and looks at what is left, and at what the next run or `undo` makes of it. */
async function trial(name, files, cut, isUndone) {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root)
  lay(root, files)
  await cut()
  const left = lookAt(root, files)
  if (left.torn.length > 0) wrong.push(`${name}: torn: ${left.torn}`)
  const next = aiomend(root, isUndone ? ['undo', '--quiet'] : FIX)
  const after = lookAt(root, files)
  const isNothing = isUndone && /nothing to undo/.test(next.stderr)
  const isWhole = after.torn.length === 0 && (isUndone ? after.new : after.old) === 0
  if (!isWhole || after.strays.length > 0 || (next.status !== 0 && !isNothing))
    wrong.push(`${name}: ${isUndone ? 'undo' : 'fix'}: ${next.status} ${next.stderr} ${JSON.stringify(after)}`)
  return left
}

/** A run that dies after some milliseconds. */
async function killedAfter(delay) {
  const child = spawn(process.execPath, [bin, ...FIX], { cwd: root, stdio: 'ignore' })
  const over = once(child, 'exit')
  await Promise.race([setTimeout(delay), over])
  child.kill('SIGKILL')
  await over
}

const many = treeOf(57)
const started = Date.now()
await trial('whole', many, () => aiomend(root, FIX), true)
const whole = (Date.now() - started) / 1.2
const kills = Number(process.argv[2] ?? 100)
let [midway, strays] = [0, 0]
for (let n = 0; n < kills; n++) {
  const delay = whole * (0.2 + 0.8 * Math.random())
  const left = await trial(`kill ${n}, after ${Math.round(delay)} ms`, many, () => killedAfter(delay), n % 2 === 1)
  if (left.old > 0 && left.new > 0) midway++
  strays += left.strays.length
}
console.log(
  `${kills} kills at a random moment of a run over ${many.size} files: ${midway} of them midway, ${strays} files left beside`,
)

const few = treeOf(2)
const counted = path.join(scratch, 'count')
await trial('whole', few, () => aiomend(root, FIX, { count: counted }), true)
const changes = Number(readFileSync(counted, 'utf8'))
for (let n = 1; n <= changes; n++) {
  // What is undone after the one is fixed again after the other.
  await trial(`kill at change ${n}`, few, () => aiomend(root, FIX, { at: `kill:${n}` }), n % 2 === 0)
  await trial(`ENOSPC at change ${n}`, few, () => aiomend(root, FIX, { at: `ENOSPC:${n}` }), n % 2 === 1)
}
console.log(`${changes} changes of the disk in a run over ${few.size} files: killed at each, and failed at each`)
rmSync(root, { recursive: true, force: true })
mkdirSync(root)
wrong.push(...(await killedWhileKept(root, few, kills)))
rmSync(scratch, { recursive: true })
for (const each of wrong) console.error(each)
console.log(`${wrong.length} wrong`)
process.exitCode = wrong.length > 0 ? 1 : 0
