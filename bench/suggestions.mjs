// Makes a pull request of each file of the corpus that has findings: lines at these and elsewhere are new or different,
// others are gone, as chance wants. Posts the fixes as suggestions, applies each as GitHub does, and compares the file
// with what the fix makes of it. `npm run suggestions [DIR…]` goes on until it has tried 10,000.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { applyEdits } from '../dist/src/fix/apply.js'
import { loadTransforms } from '../dist/src/registry.js'
import { reported } from '../dist/src/report/report.js'
import { handle } from '../dist/src/run/run.js'
import { SettingsFinder } from '../dist/src/run/settings.js'
import { filesBelow } from '../dist/src/source/discover.js'
import { draft } from '../dist/src/suggest/body.js'
import { hunkWith, pullDiff } from '../dist/src/suggest/pull-diff.js'
import { suggestionsOf } from '../dist/src/suggest/suggestion.js'
import { Lines } from '../dist/src/syntax/lines.js'
import { fetchCorpus } from './corpus.mjs'

const WANTED = 10_000
const folders = process.argv.length > 2 ? process.argv.slice(2) : fetchCorpus()
const finder = new SettingsFinder({ select: ['ALL'] }, await loadTransforms())
const words = { why: () => undefined, fence: () => 'suggestion', options: [] }
const scratch = mkdtempSync(path.join(tmpdir(), 'aiomend-suggestions-'))
const counts = { suggestions: 0, 'as a diff': 0, mismatches: 0, files: 0, requests: 0 }

let seed = 1
/** A number from 0 to below 1, the same in every run. */
const chance = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 2 ** 32
}

/** The file before the pull request: the lines of the findings and of imports are often others than they are now. */
function before(text, touched) {
  return text
    .split('\n')
    .flatMap((line, at) => {
      const weight = touched.has(at + 1) ? 0.9 : /^(import|from) /.test(line) ? 0.4 : 0.03
      if (chance() > weight) return chance() < 0.01 ? [line, '# gone'] : [line]
      return chance() < 0.5 ? [] : [`${line}  # before`]
    })
    .join('\n')
}

function patchOf(base, head) {
  writeFileSync(path.join(scratch, 'base.py'), base)
  writeFileSync(path.join(scratch, 'head.py'), head)
  const args = ['-c', 'core.autocrlf=false', 'diff', '--no-index', '--no-color', 'base.py', 'head.py']
  return spawnSync('git', args, { cwd: scratch, encoding: 'utf8', maxBuffer: 1 << 28 }).stdout
}

/** What GitHub makes of a file: the lines of the comment are replaced by those of its block. */
function applied(text, { body, first, last }) {
  const [, , block] = /^(`{3,})suggestion\n([\s\S]*?)^\1$/m.exec(body)
  const lines = text.split('\n')
  lines.splice(first - 1, last - first + 1, ...block.split('\n').slice(0, -1))
  return lines.join('\n')
}

const sources = []
for (const file of folders.flatMap(folder => filesBelow(folder))) {
  const { source, mended } = handle(file, readFileSync(file), finder.for(file))
  if (!source || !mended?.findings.some(({ outcome }) => 'fix' in outcome)) continue
  sources.push({ text: source.text, findings: reported(mended.findings, () => source.text) })
}
counts.files = sources.length
while (counts.suggestions < WANTED && sources.length > 0) {
  for (const { text, findings } of sources) {
    const touched = new Set(findings.flatMap(({ line, endLine }) => [line, endLine]))
    const diff = pullDiff(patchOf(before(text, touched), text))
    counts.requests++
    for (const suggestion of suggestionsOf(findings, diff, () => 'head.py')) {
      const { finding, file, first, last, replacement } = suggestion
      if ('refused' in finding.outcome) continue
      if (replacement === undefined) {
        counts['as a diff']++
        continue
      }
      counts.suggestions++
      const { edits, importEdits } = finding.outcome.fix
      const all = [...edits, ...importEdits].sort((a, b) => a.start - b.start)
      const lines = new Lines(text)
      const isHeld = all.every(({ start }) => lines.at(start) >= first) && hunkWith(file.hunks, first, last)
      if (isHeld && applied(text, draft(suggestion, words)) === applyEdits(text, all)) continue
      counts.mismatches++
      console.error(`${finding.path}:${finding.line} ${finding.transform}`)
    }
  }
}
rmSync(scratch, { recursive: true })
for (const [name, count] of Object.entries(counts)) console.log(`${name}: ${count.toLocaleString('en')}`)
process.exitCode = counts.mismatches > 0 ? 1 : 0
