// Preloaded into a process: BREAK_AT=KIND:N makes its N-th change of the disk fail with an error like ENOSPC; with `kill`
// the process dies there, once what it writes is written in half. BREAK_COUNT names a file for the number of changes.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const [kind, at] = (process.env.BREAK_AT ?? 'never:0').split(':')
const CONTENT_AT = { writeFileSync: 1, appendFileSync: 1 }
const { writeFileSync } = fs
let count = 0

for (const name of [
  'writeFileSync',
  'appendFileSync',
  'fsyncSync',
  'renameSync',
  'chmodSync',
  'chownSync',
  'mkdirSync',
  'rmSync',
]) {
  const original = fs[name]
  fs[name] = (...args) => {
    if (++count !== Number(at)) return original(...args)
    const content = CONTENT_AT[name] && args[CONTENT_AT[name]]
    if (content) original(args[0], content.slice(0, content.length / 2), ...args.slice(2))
    if (kind === 'kill') process.kill(process.pid, 'SIGKILL')
    throw Object.assign(new Error(`${kind}: no space left on device, ${name}`), { code: kind })
  }
}
syncBuiltinESMExports()
if (process.env.BREAK_COUNT) process.on('exit', () => writeFileSync(process.env.BREAK_COUNT, String(count)))
