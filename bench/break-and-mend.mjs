// Breaks good code of the corpus on purpose, one place at a time, and asks whether `fix` brings the file back byte for
// byte, imports included. `npm run break-and-mend [DIR…]` prints the share of places for each way of breaking.
import { readFileSync } from 'node:fs'
import { applyEdits } from '../dist/src/fix/apply.js'
import { loadTransforms } from '../dist/src/registry.js'
import { mend } from '../dist/src/run/mend.js'
import { SettingsFinder } from '../dist/src/run/settings.js'
import { nameOfBinding } from '../dist/src/semantics/names.js'
import { PythonFile } from '../dist/src/semantics/python-file.js'
import { decode } from '../dist/src/source/decode.js'
import { filesBelow } from '../dist/src/source/discover.js'
import { argumentsOf, descendants, field, is } from '../dist/src/syntax/node.js'
import { fetchCorpus } from './corpus.mjs'

const verbose = process.argv.includes('--verbose')
const given = process.argv.slice(2).filter(argument => !argument.startsWith('--'))
const folders = given.length > 0 ? given : fetchCorpus()
const finder = new SettingsFinder({ executor: 'to-thread' }, await loadTransforms())

/** The edits that break each place of a file, with the module that the broken code needs. */
const breakers = {
  'await asyncio.sleep(x) -> time.sleep(x)': file =>
    callsIn(file, 'asyncio.sleep').flatMap(call => {
      if (!is(call.parent, 'await') || argumentsOf(call).length !== 1 || !is(argumentsOf(call)[0], ...PLAIN)) return []
      return [
        {
          edits: [{ start: call.parent.start, end: field(call, 'function').end, text: 'time.sleep' }],
          needs: 'time',
          at: call,
        },
      ]
    }),
  'get_running_loop() -> get_event_loop()': file =>
    callsIn(file, 'asyncio.get_running_loop').flatMap(call => {
      const callee = field(call, 'function')
      const name = is(callee, 'attribute') ? field(callee, 'attribute') : callee
      if (!file.runsOnLoop(call) || name.text !== 'get_running_loop') return []
      const edits = [{ start: name.start, end: name.end, text: 'get_event_loop' }]
      if (is(callee, 'attribute')) return [{ edits, at: call }]
      // Imported by name: the import says the old name too, if nothing else uses the new one.
      const binding = file.bindingOf(callee)
      if (binding.uses.length > 1) return []
      return [
        {
          edits: [...edits, { ...spanOf(binding.definitions[0].name), text: 'get_event_loop' }].sort(
            (a, b) => a.start - b.start,
          ),
          at: call,
        },
      ]
    }),
  'await asyncio.to_thread(f, …) -> f(…)': file =>
    callsIn(file, 'asyncio.to_thread').flatMap(call => {
      const [moved, next] = argumentsOf(call)
      if (!is(call.parent, 'await') || !is(moved, 'identifier', 'attribute')) return []
      const separator = next
        ? { start: moved.end, end: next.start, text: '(' }
        : { start: moved.end, end: moved.end, text: '(' }
      return [{ edits: [{ start: call.parent.start, end: moved.start, text: '' }, separator], at: call }]
    }),
}
const PLAIN = [
  'identifier',
  'integer',
  'float',
  'attribute',
  'call',
  'subscript',
  'binary_operator',
  'unary_operator',
  'conditional_expression',
  'boolean_operator',
  'parenthesized_expression',
]

const spanOf = ({ start, end }) => ({ start, end })

function* walkCalls(file, name) {
  for (const node of descendants(file.tree.root)) {
    if (is(node, 'call') && file.nameOf(field(node, 'function')) === name) yield node
  }
}
const callsIn = (file, name) => [...walkCalls(file, name)]

/** Adds `import m` on the line after the first plain top-level import, unless the module has it. */
function withImport(file, edits, module) {
  const binding = file.bindings.module.bindings.get(module)
  if (binding && nameOfBinding(binding, file) !== module) return undefined
  if (!module || binding) return edits
  const first = file.tree.root.children.find(statement => is(statement, 'import_statement'))
  if (!first) return undefined
  const at = file.source.indexOf('\n', first.end) + 1
  return [...edits, { start: at, end: at, text: `import ${module}\n` }].sort((a, b) => a.start - b.start)
}

/** Removes the plain import of asyncio when nothing uses it any more. */
function withoutUnused(file, broken) {
  const left = new PythonFile(file.path, broken, file.options)
  const binding = left.bindings.module.bindings.get('asyncio')
  const site = binding?.definitions[0]?.site
  if (
    !binding ||
    binding.uses.length > 0 ||
    binding.definitions.length > 1 ||
    site.text !== 'import asyncio' ||
    !is(site.parent, 'module')
  )
    return undefined
  return applyEdits(broken, [{ start: site.start, end: broken.indexOf('\n', site.end) + 1, text: '' }])
}

const table = {}
const count = (name, same) => {
  table[name] ??= { places: 0, 'byte for byte': 0 }
  table[name].places++
  if (same) table[name]['byte for byte']++
}

for (const folder of folders) {
  for (const path of filesBelow(folder)) {
    const bytes = readFileSync(path)
    if (!bytes.includes('asyncio')) continue
    const settings = finder.for(path)
    let source
    try {
      source = decode(path, bytes).text
    } catch {
      continue
    }
    const file = new PythonFile(path, source, settings.model)
    if (file.tree.errors.length > 0) continue
    const original = mend(file, settings).text
    for (const [name, breaker] of Object.entries(breakers)) {
      for (const { edits, needs, at } of breaker(file)) {
        const all = withImport(file, edits, needs)
        if (!all) continue
        const broken = applyEdits(source, all)
        const variants = { [name]: broken, [`${name}, asyncio's import gone too`]: withoutUnused(file, broken) }
        for (const [variant, text] of Object.entries(variants)) {
          if (text === undefined) continue
          const mended = mend(new PythonFile(path, text, settings.model), settings).text
          count(variant, mended === original)
          if (verbose && mended !== original && !name.includes('to_thread'))
            console.log(`${path}:${source.slice(0, at.start).split('\n').length} ${variant}`)
        }
      }
    }
  }
}
for (const row of Object.values(table)) row.share = `${((100 * row['byte for byte']) / row.places).toFixed(1)} %`
console.table(table)
