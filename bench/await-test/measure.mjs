// What aiomend's own command does to a broken copy of a package, and what it says of the untouched one.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { breakAll, differences, putBack } from './copies.mjs'
import { measured } from './measured.mjs'

const aiomend = (venv, cwd, ...args) =>
  measured(
    process.execPath,
    [fileURLToPath(new URL('../../dist/src/bin.js', import.meta.url)), ...args, '--venv', venv, '.'],
    {
      cwd,
    },
  )

/** The ids of the transforms that this build of aiomend has. */
export async function transforms() {
  const { loadTransforms } = await import('../../dist/src/registry.js')
  return new Set((await loadTransforms()).map(({ id }) => id))
}

/** What a transform finds in the untouched copy, as texts, and the lines it changes there, by file. */
export async function untouched(copy, venv, transform) {
  const { out } = await aiomend(venv, copy.at, 'check', '--format', 'json', '--select', transform)
  const { findings } = JSON.parse(out)
  if (findings.length === 0) return { found: [], changes: new Map() }
  await aiomend(venv, copy.at, 'fix', '--quiet', '--select', transform)
  const found = findings.map(({ path: file, line, message }) => `${file}:${line}: ${message}`)
  return { found, changes: changesOf(copy) }
}

/**
 * Breaks every place of a form at once and has it mended: the `places`, each with its file, lines and text and whether it
 * `isBack`; the lines `elsewhere` that are not as before, and would be so without the breaking; and what the run took.
 * `between` is called with the places as `path:line` while the copy is broken.
 */
export async function mended(copy, venv, form, before, between) {
  const broken = breakAll(copy, form)
  const sites = [...broken].flatMap(([file, places]) => places.map(([line]) => `${file}:${line + 1}`))
  const besides = await between?.(sites)
  const { cpu, seconds, memory, code, err } = await aiomend(venv, copy.at, 'fix', '--quiet', '--select', form.transform)
  if (code === undefined || code > 1) console.error(`aiomend ended with ${code ?? 'a signal'}: ${err.slice(-1000)}`)
  const changes = changesOf(copy)
  const places = []
  const elsewhere = []
  for (const [file, own] of broken) {
    const lines = copy.sources.get(file).text.split('\n')
    const { changed } = changes.get(file) ?? { changed: new Set() }
    for (const each of own)
      places.push({
        file,
        line: each[0] + 1,
        text: lines[each[0]].trim(),
        isBack: !each.some(line => changed.has(line)),
      })
  }
  for (const [file, { changed, added, after }] of changes) {
    const known = before.changes.get(file) ?? { changed: new Set(), added: 0 }
    const isPlace = new Set((broken.get(file) ?? []).flat())
    for (const line of changed)
      if (!isPlace.has(line) && !known.changed.has(line)) elsewhere.push(`${file}:${line + 1}: ${after[line]}`)
    for (let n = known.added; n < added; n++) elsewhere.push(`${file}: one line more`)
  }
  return { places, elsewhere, besides, took: { cpu, seconds, memory } }
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
    changes.set(path.normalize(file), { changed, added, after: text.split('\n') })
  }
  return changes
}
