// Prints the path of a Python that has pytest and pytest-asyncio, which some fixtures are run under; it is made in .corpus/
// where it is missing. `PYTHON_WITH_PYTEST=$(node bench/pytest.mjs) npm test`
import { execFileSync } from 'node:child_process'
import { existsSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { corpusFolder } from './corpus.mjs'

const PINS = ['pytest==9.2.0', 'pytest-asyncio==1.5.0']

const venv = path.join(corpusFolder, 'venvs', PINS.join('+'))
const pythonOf = folder => path.join(folder, 'bin/python')

try {
  if (!existsSync(venv)) make(`${venv}.part-${process.pid}`)
  console.log(pythonOf(venv))
} catch (error) {
  const reason = String(error.stderr ?? error.message).trim()
  console.error(`cannot fetch ${PINS.join(' and ')}: ${reason.split('\n').at(-1)}`)
  process.exitCode = 1
}

/** Makes the environment beside its place, and moves it there when it is complete. */
function make(part) {
  const options = { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' }
  try {
    execFileSync('python3', ['-m', 'venv', part], options)
    execFileSync(pythonOf(part), ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...PINS], options)
    renameSync(part, venv)
  } finally {
    rmSync(part, { recursive: true, force: true })
  }
}
