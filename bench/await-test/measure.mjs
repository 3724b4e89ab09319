// What aiomend's own command does to a broken copy of a package, and what it says of the untouched one.
import { fileURLToPath } from 'node:url'
import { breakAll, differences, putBack } from './copies.mjs'
import { measured } from './measured.mjs'

const LIMIT = 1800
const bin = fileURLToPath(new URL('../../dist/aiomend.cjs', import.meta.url))

/** Runs aiomend on a copy; throws where it does not end well, for then its figures mean nothing. */
async function aiomend(copy, venv, ...args) {
  const run = await measured(process.execPath, [bin, ...args, '--venv', venv, '.'], { cwd: copy.at, limit: LIMIT })
  const bug = /^.*bug of aiomend.*$/m.exec(run.err + run.out)
  if (run.code === undefined) throw new Error(`aiomend ${args.join(' ')} took over ${LIMIT} s, or was killed`)
  if (bug) throw new Error(`aiomend ${args.join(' ')}: ${bug[0]}`)
  return run
}

/** The ids of the transforms that this build of aiomend has. */
export async function transforms() {
  const { loadTransforms } = await import('../../dist/src/registry.js')
  return new Set((await loadTransforms()).map(({ id }) => id))
}

async function findingsIn(copy, venv, transform) {
  const { out } = await aiomend(copy, venv, 'check', '--format', 'json', '--select', transform)
  return JSON.parse(out).findings
}

/** What a transform finds in the untouched copy, as texts, and the lines it changes there, by file. */
export async function untouched(copy, venv, transform) {
  const findings = await findingsIn(copy, venv, transform)
  if (findings.length === 0) return { found: [], changes: new Map() }
  await aiomend(copy, venv, 'fix', '--quiet', '--select', transform)
  const found = findings.map(({ path: file, line, message }) => `${file}:${line}: ${message}`)
  return { found, changes: changesOf(copy) }
}

/**
 * Breaks every place of a form at once and has it mended: the `places`, each with its file, line and text, whether it
 * `isBack` and, if `isExplained`, why it was found and not mended; the lines `elsewhere` that are not as before, and would be so without the
 * breaking; and what the run took. `peersOn` is given the places as `path:line` while the copy is broken.
 */
export async function mended(copy, venv, form, clean, { peersOn, isExplained } = {}) {
  const broken = breakAll(copy, form)
  const peers = await peersOn?.([...broken].flatMap(([file, places]) => places.map(([line]) => `${file}:${line + 1}`)))
  const { cpu, seconds, memory } = await aiomend(copy, venv, 'fix', '-q', '--select', form.transform)
  const left = isExplained ? await findingsIn(copy, venv, form.transform) : []
  const reasons = new Map(left.map(({ path: file, line, outcome }) => [`${file}:${line}`, reasonOf(outcome)]))
  const changes = changesOf(copy)
  const places = [...broken].flatMap(([file, own]) => {
    const lines = copy.sources.get(file).text.split('\n')
    const { changed } = changes.get(file) ?? { changed: new Set() }
    return own.map(each => {
      const place = { file, line: each[0] + 1, text: lines[each[0]].trim() }
      return { ...place, isBack: !each.some(line => changed.has(line)), reason: reasons.get(`${file}:${place.line}`) }
    })
  })
  return { places, elsewhere: elsewhereIn(changes, broken, clean), peers, took: { cpu, seconds, memory } }
}

const reasonOf = ({ refused, fix }) => refused ?? `unsafe: ${fix.cautions.join('; ')}`

function elsewhereIn(changes, broken, clean) {
  const elsewhere = []
  for (const [file, { changed, added, after }] of changes) {
    const known = clean.changes.get(file) ?? { changed: new Set(), added: 0 }
    const isPlace = new Set((broken.get(file) ?? []).flat())
    for (const line of changed)
      if (!isPlace.has(line) && !known.changed.has(line)) elsewhere.push(`${file}:${line + 1}: ${after[line]}`)
    for (let n = known.added; n < added; n++) elsewhere.push(`${file}: one line more`)
  }
  return elsewhere
}

/** How many places of a form the copy has. */
export function countPlaces(copy, form) {
  const broken = breakAll(copy, form)
  putBack(copy)
  return [...broken.values()].flat().length
}

function changesOf(copy) {
  const changes = new Map()
  for (const [file, text] of putBack(copy)) {
    const { changed, added } = differences(copy.sources.get(file).text, text)
    changes.set(file, { changed, added, after: text.split('\n') })
  }
  return changes
}
