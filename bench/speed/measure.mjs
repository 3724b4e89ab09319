// Runs programs in turn and says what they took.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const RUN = fileURLToPath(new URL('run.py', import.meta.url))
const QUANTITIES = ['wall', 'cpu', 'memory']

/**
 * The medians over some rounds of what each program took: `wall` and `cpu` in seconds, `memory` in MB, `runs`; or, where it
 * did not end well, `failed`. In a round each runs once, so that what slows the machine down slows all of them; a slow one
 * runs in the first rounds only. A program is `name`, `command`, `cwd`, what to do `before` and which exit codes are `fine`.
 */
export function inTurn(programs, { runs, slowRuns, limit }) {
  const taken = new Map(programs.map(({ name }) => [name, []]))
  for (let round = 0; round < runs; round++) {
    for (const program of programs) {
      const own = taken.get(program.name)
      if ((program.isSlow && round >= slowRuns) || own.some(({ failed }) => failed)) continue
      own.push(once(program, limit))
      console.error(`  ${program.name}: ${told(own.at(-1))}`)
    }
  }
  const measured = [...taken].filter(([, all]) => all.length > 0)
  return Object.fromEntries(measured.map(([name, all]) => [name, summary(all)]))
}

function once({ command, cwd, env = {}, before, fine = [0, 1] }, limit) {
  before?.()
  const out = execFileSync('python3', [RUN, String(limit), ...command], {
    cwd,
    env: { ...process.env, VIRTUAL_ENV: '', CONDA_PREFIX: '', ...env },
    encoding: 'utf8',
  })
  const { code, said, ...took } = JSON.parse(out)
  if (took.wall > limit) return { failed: `over ${limit} s` }
  return fine.includes(code) ? took : { failed: `exit ${code}: ${said.trim().split('\n').at(-1).slice(0, 200)}` }
}

function summary(all) {
  const failure = all.find(({ failed }) => failed)
  if (failure) return failure
  const medians = QUANTITIES.map(quantity => [quantity, Number(median(all.map(each => each[quantity])).toPrecision(4))])
  return { ...Object.fromEntries(medians), runs: all.length }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** What something took, in a few words. */
export function told({ failed, wall, cpu, memory }) {
  return failed ?? `${seconds(wall)}, ${seconds(cpu)} of CPU, ${Math.round(memory)} MB`
}

/** A time as people write it. */
export function seconds(value) {
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(value < 10 ? 2 : 1)} s`
}
