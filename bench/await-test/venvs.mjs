// An environment with what a package depends on, as far as pip can install it, and without the package itself.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { corpusFolder } from '../corpus.mjs'
import { measured } from './measured.mjs'

const LIMIT = 600
const TOO_LARGE = /^(torch|tensorflow|jax|nvidia-|triton|vllm|xformers|spacy|playwright-browsers)/i

/**
 * The environment of a package: its folder and, where pip could not do all, a note. If it is missing it is made beside and
 * moved into place when it is complete; its scripts, which name their interpreter by path, do not outlive the move.
 */
export async function environmentOf({ name, pin, extras, besides = [], folder }) {
  const venv = path.join(corpusFolder, 'venvs', name)
  const record = path.join(venv, 'aiomend-bench.json')
  const wanted = JSON.stringify([pin, extras, besides])
  if (existsSync(record)) {
    const { made, note } = JSON.parse(readFileSync(record, 'utf8'))
    if (made === wanted) return { venv, note }
  }
  const part = `${venv}.part-${process.pid}`
  mkdirSync(path.dirname(venv), { recursive: true })
  console.error(`making the environment of ${name}`)
  await measured('python3', ['-m', 'venv', ...(pin ? [] : ['--without-pip']), part])
  const note = pin ? await install(part, pin, extras, besides, folder) : undefined
  writeFileSync(path.join(part, path.basename(record)), JSON.stringify({ made: wanted, note }))
  rmSync(venv, { recursive: true, force: true })
  renameSync(part, venv)
  return { venv, note }
}

async function install(venv, pin, extras, besides, folder) {
  const pip = (limit, ...args) =>
    measured(path.join(venv, 'bin/python'), ['-m', 'pip', '--disable-pip-version-check', ...args], { limit })
  const [name, version] = pin.split('==')
  const get = (limit, ...what) => pip(limit, 'install', '-q', '--prefer-binary', ...what)
  const notes = []
  const whole = await get(LIMIT, `${name}${extras ? `[${extras}]` : ''}==${version}`)
  if (whole.code !== 0) notes.push(...(await installParts(get, requirementsOf(folder, extras))))
  if (besides.length > 0 && (await get(LIMIT, ...besides)).code !== 0)
    notes.push(...(await installSingly(get, besides)))
  await pip(LIMIT, 'uninstall', '-q', '-y', name)
  return notes.join('; ') || undefined
}

/** Installs requirements without those that cannot be had; if that fails too, each for itself, without what it needs. */
async function installParts(get, requirements) {
  const wanted = new Set(requirements.filter(each => !TOO_LARGE.test(each)))
  for (;;) {
    const { code, err } = await get(LIMIT, ...wanted)
    const left = requirements.filter(each => !wanted.has(each)).map(nameOf)
    if (code === 0) return [`without ${left.join(', ')}`]
    const culprit = /No matching distribution found for ([\w.-]+)/.exec(err)?.[1].toLowerCase()
    const dropped = [...wanted].filter(each => nameOf(each).toLowerCase() === culprit)
    for (const each of dropped) wanted.delete(each)
    if (dropped.length > 0) continue
    const why = /conflict/i.test(err) ? 'its requirements contradict each other' : /^ERROR: .{0,100}/m.exec(err)?.[0]
    const reason = code === undefined ? `pip took over ${LIMIT} s` : why
    const missing = await installSingly(get, [...wanted], '--no-deps')
    return [
      `pip: ${reason}; direct dependencies alone`,
      ...missing,
      ...(left.length > 0 ? [`without ${left.join(', ')}`] : []),
    ]
  }
}

async function installSingly(get, requirements, ...options) {
  const missing = []
  const deadline = performance.now() + LIMIT * 1000
  for (const each of requirements) {
    const left = (deadline - performance.now()) / 1000
    if (left <= 0 || (await get(Math.min(left, 120), ...options, each)).code !== 0) missing.push(nameOf(each))
  }
  return missing.length > 0 ? [`without ${missing.join(', ')}`] : []
}

const nameOf = requirement => requirement.split(/[ <>=!~[;(]/)[0]

/** The requirements that a package declares outright and for some extras, in the form pip takes them. */
function requirementsOf(folder, extras = '') {
  const info = readdirSync(folder, { recursive: true }).find(file =>
    /^([^/]+\.dist-info\/METADATA|([^/]+\.egg-info\/)?PKG-INFO)$/.test(file),
  )
  const lines = info ? readFileSync(path.join(folder, info), 'utf8').split('\n') : []
  return lines
    .flatMap(line => /^Requires-Dist: (.*)$/.exec(line)?.[1].replace(/ \((.*?)\)/, '$1') ?? [])
    .filter(
      each => !/extra\s*==/.test(each) || extras.split(',').includes(/extra\s*==\s*['"](.*?)['"]/.exec(each)?.[1]),
    )
    .map(each => each.replace(/\s*(;|\band\b)\s*extra\s*==\s*['"].*?['"]/, ''))
}
