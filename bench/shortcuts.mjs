// Holds what is found with each shortcut against what is found without any: the same, or something is wrong.
// `npm run shortcuts -- [DIR…]`, by default four packages of the corpus
import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { filesBelow } from '../dist/src/source/discover.js'
import { corpusFolder, fetchPackages } from './corpus.mjs'

const PINS = ['aiohttp==3.14.5', 'anyio==4.16.0', 'langchain-core==1.8.1', 'python-telegram-bot==22.8']
const bundle = fileURLToPath(new URL('../dist/aiomend.cjs', import.meta.url))
const modules = fileURLToPath(new URL('../dist/src/bin.js', import.meta.url))
const NONE = ['--no-cache', '--jobs', '1']
const OTHER = 'OTHER FINDINGS'
const rows = []

for (const folder of process.argv.length > 2 ? process.argv.slice(2) : fetchPackages(corpusFolder, PINS)) {
  const copy = mkdtempSync(path.join(tmpdir(), 'aiomend-shortcuts-'))
  try {
    cpSync(folder, copy, { recursive: true })
    rows.push(rowFor(path.basename(folder), copy))
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
console.table(rows)
process.exit(rows.some(row => Object.values(row).some(cell => String(cell).startsWith(OTHER))) ? 1 : 0)

/** Each shortcut with how it went, and the seconds that it took. */
function rowFor(name, folder) {
  const files = filesBelow(folder).map(file => path.relative(folder, file))
  // What is named outright is looked into whatever words it holds.
  const without = checked(folder, modules, [...files, ...NONE])
  const row = { package: name, files: files.length, findings: without.found.length, 'without any': seconds(without) }
  const hold = (shortcut, run, against = without) => {
    const isSame = run.found.join('\n') === against.found.join('\n')
    row[shortcut] = `${isSame ? 'same' : OTHER}, ${seconds(run)}`
  }
  hold('bundle', checked(folder, bundle, [...files, ...NONE]))
  hold('words', checked(folder, modules, ['.', ...NONE]))
  hold('threads', checked(folder, bundle, ['.', '--no-cache', '--jobs', '2']))
  hold('cache, filled', checked(folder, bundle, ['.', '--cache-dir', 'one', '--jobs', '1']))
  hold('cache, filled by threads', checked(folder, bundle, ['.', '--cache-dir', 'two', '--jobs', '2']))
  for (const kept of ['one', 'two']) hold(`cache ${kept}`, checked(folder, bundle, ['.', '--cache-dir', kept]))
  const some = files.filter((_, index) => index % 10 === 5)
  for (const file of some) appendFileSync(path.join(folder, file), '\n# touched\n')
  const cold = checked(folder, bundle, [...some, ...NONE])
  hold('cache, some changed', checked(folder, bundle, [...some, '--cache-dir', 'two', '--jobs', '1']), cold)
  return row
}

/** All that is found, each by itself and in the order of the files, and how long it took in milliseconds. */
function checked(folder, program, args) {
  const began = performance.now()
  const options = ['--select', 'ALL', '--unsafe', '--format', 'json']
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, 'check', ...args, ...options], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  })
  if (!stdout.startsWith('{')) throw new Error(`exit code ${status}: ${stderr}`)
  return {
    found: JSON.parse(stdout)
      .findings.map(each => JSON.stringify(each))
      .sort(),
    took: performance.now() - began,
  }
}

function seconds({ took }) {
  return `${(took / 1000).toFixed(1)} s`
}
