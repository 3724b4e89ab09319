// What is measured: each row is a question, with programs that run in turn.
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inTurn } from './measure.mjs'
import { aiomend, node, PROGRAMS } from './peers.mjs'
import { copiesOf, packageTree, pythonFiles, sitePackages } from './trees.mjs'

const SMALL = 'anyio==4.16.0'
const MEDIUM = 'python-telegram-bot==22.8'
const LARGE = 'litellm==1.109.1'
const GROWING = ['browser-use==0.13.14', 'browser_use']
const ENVIRONMENT = 'open-interpreter-0.4.3'

/** Each row by its name: what it is about, with the programs' figures. */
export const ROWS = {
  startup,
  small: options => compared(packageTree(SMALL), options),
  medium: options => compared(packageTree(MEDIUM), options),
  large: options => compared(packageTree(LARGE), options),
  site: async options => compared(await sitePackages(ENVIRONMENT), options, ['aiomend', 'ruff', 'ast-grep, one rule']),
  warm,
  jobs,
  growth,
}

/** All programs on the same tree; where some are named only these. */
function compared(tree, options, names) {
  const programs = PROGRAMS.filter(({ name }) => names?.includes(name) ?? true)
  return { ...about(tree), took: inTurn(inside(tree, programs), options) }
}

/** One small file, by a process that has just begun. */
function startup(options) {
  const folder = mkdtempSync(path.join(tmpdir(), 'aiomend-bench-small-'))
  writeFileSync(path.join(folder, 'small.py'), 'import time\n\n\nasync def work():\n    time.sleep(1)\n')
  const programs = [
    { name: 'node -e 0', command: [node, '-e', '0'] },
    { name: 'aiomend, one small file', command: aiomend('--no-cache', 'small.py') },
  ]
  try {
    return { tree: 'one small file', took: inTurn(inside({ at: folder }, programs), options) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What was found is kept: all of it is there, or one file or ten have changed since. */
function warm(options) {
  const tree = packageTree(LARGE)
  const files = pythonFiles(tree.at).filter(({ size }) => size > 2000)
  const changed = Array.from({ length: 10 }, (_, at) => files[Math.floor(((at + 0.5) * files.length) / 10)].file)
  const cache = path.join(tree.at, '.aiomend_cache')
  const all = aiomend('.')
  const texts = new Map(changed.map(file => [file, readFileSync(file)]))
  const restore = () => {
    for (const [file, text] of texts) writeFileSync(file, text)
  }
  const forget = () => {
    restore()
    rmSync(cache, { recursive: true, force: true })
  }
  /** Brings the tree and what is kept of it to where nothing has changed, then changes some files. */
  const change = touched => () => {
    restore()
    spawnSync(all[0], all.slice(1), { cwd: tree.at, stdio: 'ignore' })
    for (const file of touched) appendFileSync(file, '\n# touched\n')
  }
  const programs = [
    { name: 'cold, without a cache', command: aiomend('--no-cache', '.') },
    { name: 'cold, filling the cache', command: all, before: forget },
    { name: 'nothing changed', command: all },
    { name: 'one file changed', command: all, before: change(changed.slice(5, 6)) },
    {
      name: 'ten files changed, only these named',
      command: aiomend(...changed.map(file => path.relative(tree.at, file))),
      before: change(changed),
    },
  ]
  try {
    return { ...about(tree), took: inTurn(inside(tree, programs), options) }
  } finally {
    forget()
  }
}

/** One core against all; nothing where there is no such option. */
function jobs(options) {
  if (!execFileSync(node, aiomend('--help').slice(1), { encoding: 'utf8' }).includes('--jobs')) return undefined
  const tree = packageTree(LARGE)
  const programs = [
    { name: '--jobs 1', command: aiomend('--no-cache', '--jobs', '1', '.') },
    { name: 'all cores', command: aiomend('--no-cache', '.') },
  ]
  return { ...about(tree), took: inTurn(inside(tree, programs), options) }
}

/** The cost of the same code once, twice, four and eight times, and the exponent of the power that fits best. */
function growth(options) {
  const trees = [1, 2, 4, 8].map(count => copiesOf(...GROWING, count))
  const programs = trees.map(tree => ({ name: tree.name, command: aiomend('--no-cache', '.'), cwd: tree.at }))
  const took = inTurn(programs, options)
  const exponentOf = quantity => slope(trees.map(({ name, megabytes }) => [megabytes, took[name][quantity]]))
  const hasFailed = Object.values(took).some(({ failed }) => failed)
  return {
    tree: 'copies side by side',
    took,
    exponents: hasFailed ? {} : { wall: exponentOf('wall'), cpu: exponentOf('cpu') },
  }
}

/** The slope of the line through points on logarithmic scales, by least squares. */
function slope(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)])
  const mean = at => logs.reduce((sum, point) => sum + point[at], 0) / logs.length
  const [x, y] = [mean(0), mean(1)]
  const over = logs.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  return over / logs.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
}

const inside = ({ at }, programs) => programs.map(program => ({ ...program, cwd: at }))

function about({ name, files, megabytes }) {
  return { tree: name, files, megabytes: Number(megabytes.toFixed(1)) }
}
