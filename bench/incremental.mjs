// Changes one function after another of a package, and holds what is found with the cache against what is found without:
// the same, whatever changed. `npm run incremental -- [--changes N] [--seed S] [DIR…]`
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { filesBelow } from '../dist/src/source/discover.js'
import { fetchCorpus } from './corpus.mjs'

const { values, positionals } = parseArgs({
  options: { changes: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
})
const bin = fileURLToPath(new URL('../dist/aiomend.cjs', import.meta.url))
const folders = positionals.length > 0 ? positionals : fetchCorpus().filter(folder => /aiohttp|anyio/.test(folder))
let state = Number(values.seed)
const rows = []

for (const folder of folders) {
  const copy = mkdtempSync(path.join(tmpdir(), 'aiomend-incremental-'))
  try {
    cpSync(folder, copy, { recursive: true })
    const row = { package: path.basename(folder), changes: 0, different: 0, 'warm ms': 0, 'cold ms': 0 }
    checked(copy)
    while (row.changes < Number(values.changes)) {
      const changed = changeOne(copy)
      const [warm, cold] = [checked(copy), checked(copy, '--no-cache')]
      row.changes++
      row['warm ms'] += warm.took
      row['cold ms'] += cold.took
      if (warm.text === cold.text) continue
      row.different++
      console.error(`${changed}: the cache answers otherwise`)
    }
    rows.push(row)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
console.table(rows)
process.exit(rows.some(({ different }) => different > 0) ? 1 : 0)

/** What a run prints, and how long it took in milliseconds. */
function checked(folder, ...options) {
  const began = performance.now()
  const args = [bin, 'check', '.', '--select', 'ALL', '--unsafe', '--format', 'json', ...options]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  })
  if (!stdout.startsWith('{')) throw new Error(`exit code ${status}: ${stderr}`)
  return { text: stdout, took: Math.round(performance.now() - began) }
}

/** Makes a function of some file another: a coroutine or none, under another name, without its annotations, or not there. */
function changeOne(folder) {
  const files = filesBelow(folder).filter(file => /^ *(async )?def /m.test(readFileSync(file, 'utf8')))
  const file = files[random(files.length)]
  const text = readFileSync(file, 'utf8')
  const headers = [...text.matchAll(/^( *)(async )?def (\w+)(\([^()]*\))( *-> *[^:\n]+)?:/gm)]
  const header = headers[random(headers.length)]
  if (!header) return changeOne(folder)
  const [whole, indent, isAsync, name, parameters, returns = ''] = header
  const colour = isAsync ?? ''
  const forms = [
    `${indent}${isAsync ? '' : 'async '}def ${name}${parameters}${returns}:`,
    `${indent}${colour}def ${name}_2${parameters}${returns}:`,
    `${indent}${colour}def ${name}${parameters}:`,
    `\n\n${whole}`,
    `${indent}${colour}def ${name}${parameters} -> "asyncio.Task":`,
  ]
  const form = forms[random(forms.length)]
  writeFileSync(file, text.slice(0, header.index) + form + text.slice(header.index + whole.length))
  return `${path.relative(folder, file)}: ${whole.trim()} -> ${form.trim()}`
}

/** A number below another: the same ones for the same seed. */
function random(below) {
  state = (state * 1103515245 + 12345) % 2147483648
  return Math.floor((state / 2147483648) * below)
}
