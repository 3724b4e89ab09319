// Mends every file of the corpus with the safe fixes, and those with findings with all, and holds the result to the promises:
// nothing crashes, what CPython compiled it still compiles, a second run changes nothing, lines outside the edits stay,
// and so does the syntax tree outside them, bytes round-trip, `git apply` makes of the diff what `fix` writes. `npm run sound [DIR…]`
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { diffLines } from 'diff'
import { applyEdits } from '../dist/src/fix/apply.js'
import { plan } from '../dist/src/fix/plan.js'
import { ProjectFiles } from '../dist/src/project/project.js'
import { loadTransforms } from '../dist/src/registry.js'
import { unifiedDiff } from '../dist/src/report/diff.js'
import { checkFile } from '../dist/src/run/check.js'
import { applyFixes, mend } from '../dist/src/run/mend.js'
import { handle } from '../dist/src/run/run.js'
import { SettingsFinder } from '../dist/src/run/settings.js'
import { PythonFile } from '../dist/src/semantics/python-file.js'
import { filesBelow } from '../dist/src/source/discover.js'
import { Lines } from '../dist/src/syntax/lines.js'
import { fetchCorpus } from './corpus.mjs'
import { changesOutside, compileErrors } from './python.mjs'

const folders = process.argv.length > 2 ? process.argv.slice(2) : fetchCorpus()
const transforms = await loadTransforms()
const rows = []
const broken = []
const steps = []

for (const folder of folders) {
  let files = filesBelow(folder)
  for (const unsafe of [false, true]) {
    const finder = new SettingsFinder({ select: ['ALL'], 'unsafe-fixes': unsafe }, transforms)
    const project = new ProjectFiles()
    const sources = {}
    const patches = []
    const withFindings = []
    steps.length = 0
    let [found, fixed, changed] = [0, 0, 0]
    for (const file of files) {
      const settings = finder.for(file)
      const { source, mended, problems } = handle(file, readFileSync(file), settings, project)
      for (const problem of problems) if (/bug of aiomend/.test(problem)) broken.push(`${file}: ${problem}`)
      if (!source || !mended) continue
      if (mended.findings.length > 0) withFindings.push(file)
      found += mended.findings.length
      fixed += mended.fixed.length
      if (mended.text === source.text) continue
      changed++
      sources[`${file} before`] = source.text
      sources[`${file} after`] = mended.text
      patches.push(patchOf(file, source, mended.text))
      const again = mend(new PythonFile(file, mended.text, settings.model, project), settings)
      if (again.text !== mended.text) broken.push(`${file}: a second run changes it again`)
      broken.push(...strayLines(new PythonFile(file, source.text, settings.model, project), mended.text, settings))
    }
    broken.push(...misapplied(patches), ...changesOutside(steps))
    const errors = compileErrors(sources)
    for (const name of Object.keys(errors)) {
      if (name.endsWith(' after') && !errors[name.replace(/after$/, 'before')]) broken.push(`${name}: ${errors[name]}`)
    }
    rows.push({
      package: path.basename(folder),
      fixes: unsafe ? 'all' : 'safe',
      files: files.length,
      found,
      fixed,
      changed,
    })
    // What is found does not depend on which fixes are allowed.
    files = withFindings
  }
}

/** A file of the corpus before and after, in a folder of its own, and the diff between the two. */
function patchOf(file, source, text) {
  const name = path.relative(process.cwd(), file)
  const after = source.encode(source.mark + text)
  const { head, body } = unifiedDiff(file, source.mark + source.text, source.mark + text)
  return { name, before: source.bytes, after, diff: Buffer.concat([Buffer.from(head), source.encode(body)]) }
}

/** The files of which `git apply` does not make, byte for byte, what `fix` writes. */
function misapplied(patches) {
  const folder = mkdtempSync(path.join(tmpdir(), 'aiomend-sound-'))
  const git = (...args) =>
    spawnSync('git', ['apply', ...args, '-'], { cwd: folder, input: Buffer.concat(patches.map(({ diff }) => diff)) })
  try {
    for (const { name, before } of patches) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), before)
    }
    const { status, stderr } = patches.length > 0 ? git() : { status: 0 }
    if (status !== 0) return [`git apply: ${stderr}`]
    return patches
      .filter(({ name, after }) => !readFileSync(path.join(folder, name)).equals(after))
      .map(({ name }) => `${name}: git apply makes something else of the diff`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Lines that a pass of the fixes took away or changed though no edit of a finding, and no import, was on them. */
function strayLines(original, text, { transforms, fix, unsafe }) {
  const stray = []
  for (let file = original; file.source !== text; ) {
    const step = applyFixes(file, plan(checkFile(file, transforms, fix).findings, unsafe))
    stray.push(...linesWithoutEdit(file, step))
    noteSteps(file, step)
    if (step.applied.length === 0) break
    file = step.file
  }
  return stray
}

/** Keeps what the edits of a pass make of a text, round by round, for CPython to compare. */
function noteSteps({ path, source }, { edits }) {
  edits.reduce((before, round) => {
    const after = applyEdits(before, round)
    steps.push([`${path} (${steps.length})`, before, after, round.map(({ start, end, text }) => [start, end, text])])
    return after
  }, source)
}

function linesWithoutEdit({ path, source }, { applied, file }) {
  const lines = new Lines(source)
  const edits = applied.flatMap(({ outcome }) => outcome.fix.edits).filter(edit => edit.path === path)
  const touched = new Set(edits.flatMap(({ start, end }) => range(lines.at(start), lines.at(end))))
  let line = 1
  return diffLines(source, file.source)
    .filter(part => !part.added)
    .flatMap(({ removed, count }) => {
      const gone = removed ? range(line, line + count - 1) : []
      line += count
      return gone
    })
    .filter(line => !touched.has(line) && !/\bimport\b|^\s*\w+,?\s*$|^$/.test(lines.text(line)))
    .map(line => `${path}:${line}: changed without an edit: ${lines.text(line).trim()}`)
}

/** The lines from one to another, both of them with. */
function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, n) => first + n)
}

const total = column => rows.reduce((sum, row) => sum + row[column], 0)

console.table(rows)
for (const line of broken) console.log(line)
console.log(
  `${total('files')} runs over files, ${total('changed')} diffs applied by git, ${broken.length} broken promises`,
)
process.exitCode = broken.length > 0 ? 1 : 0
