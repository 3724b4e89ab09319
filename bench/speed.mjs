// Measures how long aiomend and its peers take for the same code, and writes the README's table: `npm run bench`.
// --runs N (5) rounds, --slow-runs N (1) of the slow peers, --limit S (1800) seconds for each run, --only ROW,… some rows;
// the others keep the figures of bench/speed.json.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installPeers, VERSIONS } from './speed/peers.mjs'
import { ROWS } from './speed/rows.mjs'
import { speedTable } from './speed/table.mjs'

const { values: flags } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    'slow-runs': { type: 'string', default: '1' },
    limit: { type: 'string', default: '1800' },
    only: { type: 'string', default: Object.keys(ROWS).join() },
    'dry-run': { type: 'boolean' },
  },
})
const options = { runs: Number(flags.runs), slowRuns: Number(flags['slow-runs']), limit: Number(flags.limit) }
const names = flags.only.split(',')
const unknown = names.find(name => !(name in ROWS))
if (unknown !== undefined) throw new Error(`no row ${unknown}; there are ${Object.keys(ROWS).join(', ')}`)

const file = fileURLToPath(new URL('speed.json', import.meta.url))
const { rows = {} } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
if (loadavg()[0] > 0.5) console.error(`the machine is busy (load ${loadavg()[0].toFixed(1)}): times will be too long`)
installPeers()
for (const name of names) {
  console.error(name)
  const row = await ROWS[name](options)
  if (row) rows[name] = row
}
const [{ model }] = cpus()
const measured = {
  machine: `${cpus().length} cores (${model.trim()}), Node ${process.versions.node}`,
  versions: Object.entries(VERSIONS)
    .map(([name, version]) => `${name} ${version}`)
    .join(', '),
  rows: Object.fromEntries(Object.keys(ROWS).flatMap(name => (rows[name] ? [[name, rows[name]]] : []))),
}
console.log(
  speedTable({
    ...measured,
    rows: Object.fromEntries(names.flatMap(name => (rows[name] ? [[name, rows[name]]] : []))),
  }),
)
if (!flags['dry-run']) {
  writeFileSync(file, `${JSON.stringify(measured, undefined, 2)}\n`)
  execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/readme.mjs', import.meta.url))])
}
