// The CPythons at hand, and questions to the newest.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** Each CPython 3 on this machine, the newest first: the `command` that starts it, and N of its version 3.N. */
export const interpreters = interpretersHere()

/** The newest: that of PATH, or one that pyenv installed. It has to compile what the corpus uses. */
export const python = newest()

function interpretersHere() {
  const versions = path.join(process.env.PYENV_ROOT ?? path.join(homedir(), '.pyenv'), 'versions')
  const pyenv = existsSync(versions)
    ? readdirSync(versions).map(version => path.join(versions, version, 'bin', 'python'))
    : []
  const named = [14, 13, 12, 11, 10, 9].map(minor => `python3.${minor}`)
  const asked = 'import sys; print(sys.version_info[1] if sys.version_info[0] == 3 else 0)'
  return ['python3', ...named, ...pyenv]
    .flatMap(command => {
      const { status, stdout } = spawnSync(command, ['-c', asked])
      return status === 0 && Number(stdout) > 0 ? [{ command, minor: Number(stdout) }] : []
    })
    .sort((a, b) => b.minor - a.minor)
}

function newest() {
  const [best] = interpreters
  if (!best) throw new Error('this needs Python 3')
  return best
}

/** The sources, by name, that CPython refuses to compile as whole modules, with its reason. */
export function compileErrors(sources) {
  const script = `
import json, sys, warnings
warnings.simplefilter("ignore")
errors = {}
for name, source in json.load(sys.stdin).items():
    try:
        compile(source.encode("utf-8", "surrogatepass"), name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError) as error:
        errors[name] = str(error)
json.dump(errors, sys.stdout)
`
  return JSON.parse(
    execFileSync(python.command, ['-c', script], {
      input: JSON.stringify(sources),
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    }),
  )
}

/** What CPython's syntax tree shows to have changed outside the edits of some steps, each `[name, before, after, edits]`. */
export function changesOutside(steps) {
  const checker = fileURLToPath(new URL('../test/soundness.py', import.meta.url))
  const options = { input: JSON.stringify(steps), encoding: 'utf8', maxBuffer: 1 << 30 }
  const complaints = JSON.parse(execFileSync(python.command, [checker], options))
  return Object.entries(complaints).map(([name, complaint]) => `${name}: outside the edits ${complaint}`)
}
