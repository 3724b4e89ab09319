// Questions to CPython: the newest one at hand, for it has to compile what the corpus uses.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const python = newest()

function newest() {
  const versions = path.join(process.env.PYENV_ROOT ?? path.join(homedir(), '.pyenv'), 'versions')
  const pyenv = existsSync(versions)
    ? readdirSync(versions).map(version => path.join(versions, version, 'bin/python'))
    : []
  const minorOf = command =>
    Number(
      spawnSync(command, ['-c', 'import sys; print(sys.version_info[1] if sys.version_info[0] == 3 else 0)']).stdout ??
        0,
    )
  return ['python3.14', 'python3.13', 'python3', ...pyenv].sort((a, b) => minorOf(b) - minorOf(a))[0]
}

/** The sources, by name, that CPython refuses to compile, with its reason. */
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
    execFileSync(python, ['-c', script], { input: JSON.stringify(sources), encoding: 'utf8', maxBuffer: 1 << 30 }),
  )
}

/** What CPython's syntax tree shows to have changed outside the edits of some steps, each `[name, before, after, edits]`. */
export function changesOutside(steps) {
  const checker = fileURLToPath(new URL('../test/soundness.py', import.meta.url))
  const options = { input: JSON.stringify(steps), encoding: 'utf8', maxBuffer: 1 << 30 }
  const complaints = JSON.parse(execFileSync(python, [checker], options))
  return Object.entries(complaints).map(([name, complaint]) => `${name}: outside the edits ${complaint}`)
}
