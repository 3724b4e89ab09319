// Which awaits of a package can be deleted, and the copy of a package without some of them.
import { readFileSync, writeFileSync } from 'node:fs'
import { applyEdits } from '../../dist/src/fix/apply.js'
import { PythonFile } from '../../dist/src/semantics/python-file.js'
import { descendantsOf, field, is } from '../../dist/src/syntax/node.js'
import { loadParser } from '../../dist/src/syntax/parser.js'
import { FORMS } from '../await-test/forms.mjs'

await loadParser()
const [{ breaks: deletionOf }] = FORMS
const model = { target: 13, runtime: 'auto', coroutineFunctions: [], taskStarters: [], blockingCalls: [] }
const ofTests = name => /(^|\/)(unit)?tests?\//.test(name)

/**
 * The statements that await something named as an `async def` of the package's own code: those of its own code, then some of its tests: no more of either than `most`.
 * Each is its file's `name`, its `line` from 0, the `edits` that delete the await, and whether it `isOfTests`.
 */
export function candidates({ sources }, code, most) {
  const own = [...sources].filter(([name]) => name.startsWith(`${code}/`) && !ofTests(name))
  const coroutines = new Set(
    own.flatMap(([, { text }]) => [...text.matchAll(/async def (\w+)/g)].map(([, name]) => name)),
  )
  const tests = [...sources].filter(([name]) => ofTests(name))
  const found = files => files.sort().flatMap(([name, { text }]) => placesIn(name, text, coroutines))
  return [found(own), found(tests)].flatMap(places => spread(places, most))
}

function placesIn(name, text, coroutines) {
  const file = new PythonFile(name, text, model)
  return descendantsOf(file.tree.root, ['expression_statement']).flatMap(node => {
    const edits = deletionOf(node)
    if (!edits || !coroutines.has(calleeOf(node.children[0].children[0]))) return []
    return [{ name, line: file.lineAt(node.start) - 1, edits, isOfTests: ofTests(name) }]
  })
}

function calleeOf(call) {
  const callee = field(call, 'function')
  return (is(callee, 'attribute') ? field(callee, 'attribute') : callee).text
}

/** Some elements of a list, from all parts of it. */
function spread(list, most) {
  const step = Math.max(1, list.length / most)
  return Array.from({ length: Math.min(most, list.length) }, (_, n) => list[Math.floor(n * step)])
}

/** Deletes some awaits in the copy. */
export function breakIn({ sources }, places) {
  for (const name of new Set(places.map(each => each.name))) {
    const { path: file, text, mark, encode } = sources.get(name)
    const edits = places.filter(each => each.name === name).flatMap(each => each.edits)
    writeFileSync(file, encode(mark + applyEdits(text, edits)))
  }
}

/** Whether the line of a place is as it was before it was broken. */
export function isBack({ sources }, { name, line }) {
  const { path: file, text } = sources.get(name)
  return readFileSync(file, 'utf8').split('\n')[line] === text.split('\n')[line]
}

/** A place, for people. */
export function told({ sources }, { name, line }) {
  return `${name}:${line + 1}: ${sources.get(name).text.split('\n')[line].trim()}`
}
