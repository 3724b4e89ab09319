// The figures of one package and form, and the places that did not come back.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { corpusFolder } from '../corpus.mjs'
import { PEERS } from './peers.mjs'

const keyOf = ({ file, line }) => `${file}:${line}`

export function rowOf({ name, part }, form, { places, elsewhere }, clean) {
  return {
    name,
    part,
    form: form.name,
    places: places.length,
    back: places.filter(({ isBack }) => isBack).length,
    refused: places.filter(({ isBack, reason }) => !isBack && reason !== undefined).length,
    elsewhere: elsewhere.length,
    untouched: clean.found.length,
  }
}

/** What the peers add to a row: how many places each `found`, and how many of pyright's aiomend brings back. */
export function comparison({ places, peers, took }) {
  const found = {}
  for (const [peer, { found: own, awaitables }] of Object.entries(peers)) {
    if (!own) continue
    found[peer] = places.filter(place => own.has(keyOf(place))).length
    found[`${peer} with awaitables`] = found[peer] + places.filter(place => awaitables.has(keyOf(place))).length
  }
  const pyright = peers.pyright?.found ?? new Set()
  const backOfPyrights = places.filter(place => place.isBack && pyright.has(keyOf(place))).length
  return { found, backOfPyrights, took: { aiomend: took, pyright: peers.pyright, ty: peers.ty } }
}

/** What is to be said below the table: of the environment and of peers that did not end well. */
export function notesOn({ peers }, environment) {
  const ofPeers = Object.entries(peers).flatMap(([peer, { note }]) => (note ? [`${peer}: ${note}`] : []))
  return [...(environment ? [`dependencies: ${environment}`] : []), ...ofPeers]
}

/**
 * The places that did not come back: path, line, text; for each peer `yes`, `awaitable` where only the rule for other
 * awaitables finds it, `no` or, where the peer was not run, nothing; and why aiomend found and did not mend it.
 */
export function missedOf({ places, peers = {} }) {
  const verdict = (peer, place) => {
    const { found, awaitables } = peers[peer] ?? {}
    if (!found) return ''
    return found.has(keyOf(place)) ? 'yes' : awaitables.has(keyOf(place)) ? 'awaitable' : 'no'
  }
  return places
    .filter(({ isBack }) => !isBack)
    .map(place => {
      const verdicts = Object.keys(PEERS).map(peer => verdict(peer, place))
      return [place.file, place.line, place.text, ...verdicts, place.reason ?? '']
    })
}

/** Writes them to .corpus/await-test/<package>.<suffix>.tsv, with a line of titles. */
export function writeMissed(name, suffix, missed) {
  const folder = path.join(corpusFolder, 'await-test')
  mkdirSync(folder, { recursive: true })
  const rows = [['path', 'line', 'text', ...Object.keys(PEERS), 'refused'], ...missed]
  const text = rows.map(row => row.map(cell => String(cell).replaceAll('\t', ' ')).join('\t')).join('\n')
  writeFileSync(path.join(folder, `${name}.${suffix}.tsv`), `${text}\n`)
}

/** Prints what a count in the table stands for. */
export function report({ name }, form, { elsewhere }, clean, missed) {
  const peers = Object.keys(PEERS)
  for (const [file, line, text, ...verdicts] of missed) {
    const finders = peers.filter((_, index) => verdicts[index] === 'yes')
    const who = finders.length > 0 ? ` (${finders.join(', ')} found)` : ''
    const refused = verdicts.at(-1) ? ` REFUSED ${verdicts.at(-1)}` : ''
    console.log(`MISSED ${form.name} ${name}/${file}:${line}: ${text}${who}${refused}`)
  }
  for (const line of elsewhere) console.log(`ELSEWHERE ${form.name} ${name}/${line}`)
  for (const line of clean.found) console.log(`UNTOUCHED ${form.transform} ${name}/${line}`)
}
