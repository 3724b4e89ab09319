// The type checkers that have a rule for a coroutine that nothing awaits, run on the same broken copy as aiomend.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { corpusFolder } from '../corpus.mjs'
import { measured } from './measured.mjs'

const tools = path.join(corpusFolder, 'tools')
const LIMIT = 900

/** Each peer: its pinned version, and what gives the places where it finds an unused coroutine, as `path:line` from 1. */
export const PEERS = {
  pyright: { version: '1.1.414', run: pyright },
  ty: { version: '0.0.104', run: ty },
  mypy: { version: '2.4.1', run: mypy },
}

/**
 * What each peer finds in a broken copy: `found` and, by a rule of their own, other `awaitables`, as sets of `path:line`;
 * `cpu`, `seconds` and `memory`; a `note`, and nothing found, where it did not end well. Kept in a file per package, and got
 * anew only if `isAsked` and the places or the versions are not the same.
 */
export async function findingsOfPeers({ name, pin, copy, venv, sites, isAsked }) {
  const file = path.join(corpusFolder, 'await-test/peers', `${name}.json`)
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const places = createHash('sha256').update(sites.join('\n')).digest('hex')
  const wanted = new Set(sites)
  const results = {}
  for (const [peer, { version, run }] of Object.entries(PEERS)) {
    const made = `${version} ${places}`
    if (kept[peer]?.made !== made && isAsked) {
      console.error(`${peer} on ${name}`)
      await fetchTools()
      const { found, awaitables = [], ...took } = await run({ copy, venv, python: pythonOf(venv), isLibrary: !pin })
      const ofPlaces = all => all?.filter(at => wanted.has(at)).sort()
      kept[peer] = { made, ...took, found: ofPlaces(found), awaitables: ofPlaces(awaitables) }
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, JSON.stringify(kept))
    }
    if (kept[peer]?.made !== made) continue
    const { found, awaitables, ...took } = kept[peer]
    results[peer] = { ...took, found: found && new Set(found), awaitables: new Set(awaitables) }
  }
  return results
}

async function fetchTools() {
  if (!existsSync(path.join(tools, 'pyright/node_modules'))) {
    const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefix', path.join(tools, 'pyright')]
    await measured('npm', ['install', ...options, `pyright@${PEERS.pyright.version}`])
  }
  if (!existsSync(path.join(tools, 'python/bin/mypy'))) {
    await measured('python3', ['-m', 'venv', path.join(tools, 'python')])
    const pins = [`ty==${PEERS.ty.version}`, `mypy==${PEERS.mypy.version}`]
    await measured(path.join(tools, 'python/bin/python'), ['-m', 'pip', 'install', '-q', ...pins])
  }
}

const pythonOf = venv => readdirSync(path.join(venv, 'lib'))[0].replace('python', '')

async function pyright({ copy, venv, python }) {
  const config = path.join(copy, 'pyrightconfig.json')
  const settings = { typeCheckingMode: 'off', reportUnusedCoroutine: 'error', enableTypeIgnoreComments: false }
  writeFileSync(config, JSON.stringify({ include: ['.'], pythonVersion: python, ...settings }))
  const script = path.join(tools, 'pyright/node_modules/pyright/index.js')
  const args = ['--max-old-space-size=8192', script, '-p', config, '--outputjson', '--pythonpath', `${venv}/bin/python`]
  const { out, err, code, ...took } = await measured(process.execPath, args, { cwd: copy, limit: LIMIT })
  const note = noteOf(code, [0, 1], err || out)
  if (note) return { note, ...took }
  const own = JSON.parse(out).generalDiagnostics.filter(({ rule }) => rule === 'reportUnusedCoroutine')
  return { ...took, found: own.map(({ file, range }) => `${path.relative(copy, file)}:${range.start.line + 1}`) }
}

/** CPython's library is no root to import from, or ty would take its `typing` and `builtins` for the real ones. */
async function ty({ copy, venv, python, isLibrary }) {
  const config = path.join(copy, 'aiomend-bench.toml')
  const rules = '[rules]\nall = "ignore"\nunused-awaitable = "error"\n'
  const roots = isLibrary ? `[environment]\nroot = ["${mkdtempSync(path.join(copy, 'no-root-'))}"]\n` : ''
  writeFileSync(config, `${rules}[analysis]\nrespect-type-ignore-comments = false\n${roots}`)
  const where = ['--config-file', config, '--python', venv, '--python-version', python, '--no-respect-ignore-files']
  const args = ['check', ...where, '--output-format', 'concise', '--no-progress', '--color', 'never']
  const { out, err, code, ...took } = await measured(path.join(tools, 'python/bin/ty'), args, {
    cwd: copy,
    limit: LIMIT,
  })
  const found = [...out.matchAll(/^(.+?):(\d+):\d+: error\[unused-awaitable\]/gm)].map(
    ([, file, line]) => `${file}:${line}`,
  )
  // 2 where some file could not be read: the others were.
  const note = noteOf(code, found.length > 0 ? [0, 1, 2] : [0, 1], err)
  return note ? { note, ...took } : { ...took, found }
}

const MYPY = `--config-file= --cache-dir=/dev/null --no-incremental --namespace-packages --explicit-package-bases
--ignore-missing-imports --check-untyped-defs --enable-error-code=unused-coroutine --enable-error-code=unused-awaitable
--output=json --no-error-summary --hide-error-context --show-absolute-path`.split(/\s+/)

/** mypy reads no file if it cannot read one, so those are left out, one more each time. */
async function mypy({ copy, venv }) {
  const program = path.join(tools, 'python/bin/mypy')
  const leftOut = []
  for (;;) {
    const args = [
      ...MYPY,
      `--python-executable=${venv}/bin/python`,
      ...leftOut.flatMap(file => ['--exclude', file]),
      '.',
    ]
    const env = { MYPYPATH: existsSync(path.join(copy, 'src')) ? 'src' : '' }
    const { out, err, code, ...took } = await measured(program, args, { cwd: copy, limit: LIMIT, env })
    const errors = out.split('\n').flatMap(line => (line.startsWith('{') ? [JSON.parse(line)] : []))
    const note = noteOf(code, [0, 1], errors.at(-1)?.message ?? err)
    if (!note) {
      const by = wanted =>
        errors
          .filter(error => error.code === wanted)
          .map(({ file, line }) => `${path.relative(copy, path.resolve(copy, file))}:${line}`)
      return { ...took, found: by('unused-coroutine'), awaitables: by('unused-awaitable') }
    }
    const stops = /^(.+?\.pyi?):(?:\d+:)? error:/m.exec(err || out)?.[1] ?? errors.at(-1)?.file
    const pattern = stops && `^${path.relative(copy, path.resolve(copy, stops)).replace(/[.+]/g, '\\$&')}$`
    if (!pattern || leftOut.includes(pattern) || leftOut.length > 20 || code === undefined) return { note, ...took }
    leftOut.push(pattern)
  }
}

function noteOf(code, fine, text) {
  if (code === undefined) return `over ${LIMIT / 60} minutes`
  if (fine.includes(code)) return undefined
  const reason = text.trim().split('\n').filter(Boolean).at(-1) ?? ''
  return `exit ${code}: ${reason.slice(0, 150)}`
}
