// The programs that are run on a copy of a package: its tests, and aiomend.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { measured } from '../await-test/measured.mjs'
import { corpusFolder } from '../corpus.mjs'
import { REQUIREMENTS } from './packages.mjs'

const LIMIT = 180
const bin = fileURLToPath(new URL('../../dist/src/bin.js', import.meta.url))
const venv = path.join(corpusFolder, 'venvs', 'behaviour')

/** Makes the environment that the tests run in, if it is missing. */
export async function makeEnvironment() {
  const record = path.join(venv, 'requirements.txt')
  const wanted = REQUIREMENTS.join('\n')
  if (existsSync(record) && readFileSync(record, 'utf8') === wanted) return
  const part = `${venv}.part-${process.pid}`
  mkdirSync(path.dirname(venv), { recursive: true })
  await measured('python3', ['-m', 'venv', part])
  const pip = ['-m', 'pip', '--disable-pip-version-check', 'install', '-q', '--no-deps']
  const { code, err } = await measured(path.join(part, 'bin/python'), [...pip, ...REQUIREMENTS])
  if (code !== 0) throw new Error(`pip install: ${err}`)
  writeFileSync(path.join(part, 'requirements.txt'), wanted)
  rmSync(venv, { recursive: true, force: true })
  renameSync(part, venv)
}

const PYTEST = ['-q', '--no-header', '-p', 'no:cacheprovider', '-o', 'addopts=']
// Without it pytest-asyncio warns, which some packages make an error.
const QUIET = ['-o', 'asyncio_default_fixture_loop_scope=function']

/** How many tests `passed` and `failed`, errors among them, the `last` line and the `seconds`; a run that takes over `limit` seconds counts as one that fails. */
export async function runTests({ at }, tests, limit = LIMIT) {
  const env = { PYTHONPATH: ['src', ''].map(folder => path.join(at, folder)).join(':'), PYTHONDONTWRITEBYTECODE: '1' }
  const args = ['-m', 'pytest', ...PYTEST, ...QUIET, ...tests]
  const { code, out, seconds } = await measured(path.join(venv, 'bin/python'), args, { cwd: at, env, limit })
  const last = out.trimEnd().split('\n').at(-1)
  const count = word => Number(new RegExp(`(\\d+) ${word}`).exec(last)?.[1] ?? 0)
  const failed = count('failed') + count('error')
  return { passed: count('passed'), failed: code === 0 ? failed : Math.max(failed, 1), last, seconds }
}

/** Runs aiomend's own command, and gives the number of fixes that it says it made. */
export async function fix({ at }, ...options) {
  const args = [bin, 'fix', '--no-cache', '--venv', venv, ...options, '.']
  const { code, out, err } = await measured(process.execPath, args, { cwd: at, limit: LIMIT })
  if (code === undefined || /bug of aiomend/.test(err)) throw new Error(`aiomend fix: ${err}`)
  return Number(/^Fixed (\d+)/m.exec(out)[1])
}
