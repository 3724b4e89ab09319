// Deletes the `await` of every expression statement `await f(…)` in a copy of each package, runs `fix` on the copy, and
// counts the statements that come back byte for byte: `npm run await-test [--verbose] [DIR…]`.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { check, fix } from '../dist/src/index.js'
import { PythonFile } from '../dist/src/semantics/python-file.js'
import { decode } from '../dist/src/source/decode.js'
import { filesBelow } from '../dist/src/source/discover.js'
import { descendants, is } from '../dist/src/syntax/node.js'
import { corpusFolder, fetchCorpus, fetchPackages } from './corpus.mjs'

/** Packages with their tests, beside the pinned corpus. */
const WITH_TESTS = ['aiohttp==3.14.5', 'python-telegram-bot==22.8', 'aiokafka==0.14.0', 'langchain-core==1.8.1']

const verbose = process.argv.includes('--verbose')
const given = process.argv.slice(2).filter(argument => !argument.startsWith('--'))
const folders = given.length > 0 ? given : [...fetchCorpus(), ...fetchPackages(corpusFolder, WITH_TESTS)]
const model = { target: 13, runtime: 'auto', coroutineFunctions: [], blockingCalls: [] }
const options = { select: ['dropped-coroutine'] }

/** The text without those awaits, and the lines, from 0, that they stood on. */
function withoutAwaits(text) {
  const file = new PythonFile('x.py', text, model)
  const lines = []
  let broken = ''
  let at = 0
  for (const node of descendants(file.tree.root)) {
    if (!is(node, 'expression_statement') || !is(node.children[0], 'await')) continue
    const [awaited] = node.children
    const [call] = awaited.children
    if (!is(call, 'call')) continue
    broken += text.slice(at, awaited.start)
    at = call.start
    lines.push(text.slice(0, awaited.start).split('\n').length - 1)
  }
  return { broken: broken + text.slice(at), lines }
}

async function measure(folder) {
  const copy = mkdtempSync(path.join(tmpdir(), 'aiomend-await-'))
  const before = new Map()
  try {
    cpSync(folder, copy, { recursive: true, filter: file => !file.includes('__pycache__') })
    for (const file of filesBelow(copy)) {
      let text
      try {
        text = decode(file, readFileSync(file)).text
      } catch {
        continue
      }
      const { broken, lines } = withoutAwaits(text)
      if (lines.length === 0) continue
      before.set(file, { text, lines })
      writeFileSync(file, broken)
    }
    const started = performance.now()
    await fix([copy], options)
    const seconds = (performance.now() - started) / 1000
    const result = {
      package: path.basename(folder),
      awaits: 0,
      back: 0,
      share: '',
      'changed elsewhere': 0,
      seconds: seconds.toFixed(1),
    }
    for (const [file, { text, lines }] of before) {
      const [wanted, got] = [text, decode(file, readFileSync(file)).text].map(each => each.split('\n'))
      result.awaits += lines.length
      for (const [index, line] of wanted.entries()) {
        const isSite = lines.includes(index)
        if (isSite && got[index] === line) result.back++
        else if (isSite && verbose) console.log(`${path.relative(copy, file)}:${index + 1}: ${line.trim()}`)
        else if (!isSite && got[index] !== line) {
          result['changed elsewhere']++
          if (verbose) console.log(`ELSEWHERE ${path.relative(copy, file)}:${index + 1}: ${got[index]}`)
        }
      }
    }
    result.share = `${((100 * result.back) / Math.max(1, result.awaits)).toFixed(1)} %`
    return result
  } finally {
    rmSync(copy, { recursive: true })
  }
}

const table = []
for (const folder of folders) {
  const row = await measure(folder)
  const untouched = await check([folder], options)
  row['found untouched'] = untouched.flatMap(({ mended }) => mended?.findings ?? []).length
  if (verbose)
    for (const { path: file, mended } of untouched)
      for (const finding of mended?.findings ?? []) console.log(`UNTOUCHED ${file}: ${finding.message}`)
  table.push(row)
}
const sum = key => table.reduce((total, row) => total + row[key], 0)
table.push({
  package: 'all',
  awaits: sum('awaits'),
  back: sum('back'),
  share: `${((100 * sum('back')) / sum('awaits')).toFixed(1)} %`,
  'changed elsewhere': sum('changed elsewhere'),
  'found untouched': sum('found untouched'),
})
console.table(table)
