// Kills `aiomend check` as it fills its cache, or adds to it: what the next run finds must be what it finds without a cache.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { aiomend, bin, lay } from './trial.mjs'

const CHECK = ['check', '--unsafe', '--format', 'json']

/** Kills at each change of the disk, and so many times at a random moment of a run; gives what went wrong. */
export async function killedWhileKept(root, files, kills) {
  lay(root, files)
  const wrong = []
  const compared = name => {
    const [kept, cold] = [aiomend(root, CHECK), aiomend(root, [...CHECK, '--no-cache'])]
    if (kept.stdout !== cold.stdout || kept.status !== cold.status) wrong.push(`${name}: the cache answers otherwise`)
  }
  const counted = path.join(root, '..', 'count-kept')
  aiomend(root, CHECK, { count: counted })
  const changes = Number(readFileSync(counted, 'utf8'))
  for (const isFilled of [false, true]) {
    for (let n = 1; n <= changes; n++) {
      begin(root, isFilled)
      aiomend(root, CHECK, { at: `kill:${n}` })
      compared(`kill of a check at change ${n}`)
    }
  }
  const started = Date.now()
  aiomend(root, [...CHECK, '--no-cache'])
  const whole = Date.now() - started
  for (let n = 0; n < kills; n++) {
    begin(root, n % 2 === 1)
    const delay = whole * (0.2 + Math.random())
    const child = spawn(process.execPath, [bin, ...CHECK], { cwd: root, stdio: 'ignore' })
    const over = once(child, 'exit')
    await Promise.race([setTimeout(delay), over])
    child.kill('SIGKILL')
    await over
    compared(`kill of a check after ${Math.round(delay)} ms`)
  }
  console.log(`${2 * changes + kills} kills of a run that fills its cache or adds to it`)
  return wrong
}

/** Without a cache, or with one to which something is to be added. */
function begin(root, isFilled) {
  if (isFilled) appendFileSync(path.join(root, 'app/jobs.py'), '# touched\n')
  else rmSync(path.join(root, '.aiomend_cache'), { recursive: true, force: true })
}
