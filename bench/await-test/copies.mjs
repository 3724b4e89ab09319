// A copy of a package that is broken, mended and put back again, form by form.
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { diffArrays } from 'diff'
import { decode } from '../../dist/src/source/decode.js'
import { filesBelow } from '../../dist/src/source/discover.js'
import { brokenText } from './forms.mjs'

/** A copy of a folder: where it is `at`, and the sources of the Python files in it that can be read, by path in the copy. */
export function copyOf(folder) {
  const at = realpathSync(mkdtempSync(path.join(tmpdir(), 'aiomend-await-')))
  cpSync(folder, at, { recursive: true, filter: file => !/\/(__pycache__|\.mypy_cache)$/.test(file) })
  const sources = new Map()
  for (const file of filesBelow(at)) {
    try {
      sources.set(path.relative(at, file), decode(file, readFileSync(file)))
    } catch {}
  }
  return { at, sources, remove: () => rmSync(at, { recursive: true }) }
}

/** Breaks every place of a form: for each file the places, each as its lines from 0. */
export function breakAll({ sources }, form) {
  const broken = new Map()
  for (const [name, { path: file, text, mark, encode }] of sources) {
    if (!/await|async/.test(text)) continue
    const { broken: changed, places } = brokenText(text, form)
    if (places.length === 0) continue
    writeFileSync(file, encode(mark + changed))
    broken.set(name, places)
  }
  return broken
}

/** Puts the copy back, and says what stood in each file that was not as in the beginning. */
export function putBack({ sources }) {
  const changed = new Map()
  for (const [name, { bytes, path: file }] of sources) {
    const now = existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
    if (now.equals(bytes)) continue
    changed.set(name, decode(file, now).text)
    writeFileSync(file, bytes)
  }
  return changed
}

/** Which lines of a text, from 0, another does not have at their place, and how many lines it has besides. */
export function differences(before, after) {
  const [old, now] = [before, after].map(text => text.split('\n'))
  const changed = new Set()
  let added = 0
  let line = 0
  let replaced = 0
  for (const part of diffArrays(old, now)) {
    if (part.added) {
      added += Math.max(0, part.count - replaced)
      replaced = 0
      continue
    }
    replaced = part.removed ? part.count : 0
    for (let n = 0; n < replaced; n++) changed.add(line + n)
    line += part.count
  }
  return { changed, added }
}
