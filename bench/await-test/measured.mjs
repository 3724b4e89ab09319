// Runs another program below other work, with a time limit, and says what it took.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * What a program prints, its exit code (none where the limit ended it), and what it took: `seconds` on the clock, `cpu`
 * seconds of all its processes, `memory`, the peak of their resident sets together in MB. The last two need Linux's /proc.
 */
export async function measured(command, args, { cwd, limit = 900, env = {} } = {}) {
  const before = { clock: performance.now(), cpu: childrensCpu() }
  const child = spawn('nice', ['-n', '10', command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let memory = 0
  const output = { out: [], err: [] }
  child.stdout.on('data', chunk => output.out.push(chunk))
  child.stderr.on('data', chunk => output.err.push(chunk))
  const poll = setInterval(() => {
    memory = Math.max(memory, residentOf(child.pid))
  }, 100)
  const stop = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), limit * 1000)
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exit, signal) => resolve(signal ? undefined : exit))
  })
  clearInterval(poll)
  clearTimeout(stop)
  return {
    code,
    out: Buffer.concat(output.out).toString(),
    err: Buffer.concat(output.err).toString(),
    seconds: (performance.now() - before.clock) / 1000,
    cpu: childrensCpu() - before.cpu,
    memory: memory / 1024,
  }
}

/** CPU seconds of the processes that this one has started and seen end. https://docs.kernel.org/filesystems/proc.html */
function childrensCpu() {
  const fields = read('/proc/self/stat')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / 100
}

/** The resident sets of a process and those below it, in KB. */
function residentOf(pid) {
  const own = Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0)
  const below = read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean)
  return below.reduce((sum, each) => sum + residentOf(each), own)
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
