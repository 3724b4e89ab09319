// Makes coroutine functions of packages synchronous on purpose: `async def` becomes `def`, the awaits in it go and those of
// its calls, in all files; then the same with a function that calls it. Asks whether `fix --unsafe` brings every file back
// byte for byte, says why it does not, or writes something else. `npm run closure [-- --most=N] [DIR…]`
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { applyEdits } from '../dist/src/fix/apply.js'
import { ProjectFiles } from '../dist/src/project/project.js'
import { loadTransforms } from '../dist/src/registry.js'
import { jointFixes, Waiting } from '../dist/src/run/joint.js'
import { handle } from '../dist/src/run/run.js'
import { mentionsOf } from '../dist/src/semantics/questions/mentions.js'
import { targetOf } from '../dist/src/semantics/questions/targets.js'
import { filesBelow } from '../dist/src/source/discover.js'
import { descendants, field, is, isAsync } from '../dist/src/syntax/node.js'
import { fetchCorpus } from './corpus.mjs'

const most = Number(process.argv.find(argument => argument.startsWith('--most='))?.slice(7) ?? 40)
const given = process.argv.slice(2).filter(argument => !argument.startsWith('--'))
const model = { target: 13, runtime: 'auto', coroutineFunctions: [], blockingCalls: [] }
const transforms = (await loadTransforms()).filter(({ id }) => /^(coroutine-in-sync-code|dropped-coroutine)$/.test(id))
const settings = { transforms, unsafe: true, model, fix: { executor: 'to-thread' }, imports: {} }
const finder = { for: () => settings }

const isInner = node => is(node, 'function_definition', 'lambda', 'class_definition')

/** The awaits of a function, where each is a statement of its own and nothing else in it needs a coroutine. */
function awaitsOf(definition) {
  const nodes = [...descendants(field(definition, 'body'), node => !isInner(node))]
  const needsIt = node =>
    is(node, 'yield') || (is(node, 'for_statement', 'with_statement', 'for_in_clause') && isAsync(node))
  const awaits = nodes.filter(node => is(node, 'await'))
  const isPlain = node => is(node.parent, 'expression_statement') && is(node.children[0], 'call')
  return nodes.some(needsIt) || !awaits.every(isPlain) ? [] : awaits
}

/** The edits, by file, that make a function and its calls synchronous; undefined where not all of it is in sight. */
function breaking(definition, file, project) {
  const awaits = awaitsOf(definition)
  if (awaits.length === 0) return undefined
  const naming = word => project.filesNaming(word, file.path).map(at => (at === file.path ? file : project.fileAt(at)))
  const mentions = [...mentionsOf(targetOf(definition, file, naming), naming)]
  const calls = mentions.filter(({ how }) => how === 'call')
  if (calls.length === 0 || !calls.every(({ at }) => is(at.parent, 'await'))) return undefined
  const plain = ({ start, children: [operand] }) => ({ start, end: operand.start, text: '' })
  const keyword = { start: definition.start, end: definition.children[1].start - 'def '.length, text: '' }
  const edits = new Map([[file.path, [keyword, ...awaits.map(plain)]]])
  for (const { at, file: other } of calls) {
    const own = edits.get(other.path) ?? []
    if (!own.some(({ start }) => start === at.parent.start)) edits.set(other.path, [...own, plain(at.parent)])
  }
  const lineOf = (source, at) => source.slice(0, at).split('\n').length - 1
  const marks = [
    { file: file.path, line: lineOf(file.source, definition.start) },
    ...calls.map(({ at, file: other }) => ({ file: other.path, line: lineOf(other.source, at.parent.start) })),
  ]
  return { edits, calls, marks }
}

/** The same for the first of its callers that can be broken too. */
function breakingCaller({ calls }, definition, project) {
  for (const { at, file } of calls) {
    const caller = file.placeOf(at).node
    if (!is(caller, 'function_definition') || caller === definition) continue
    const change = breaking(caller, file, project)
    if (change) return change
  }
  return undefined
}

/** The texts of the changed files before and after. */
function textsOf(changes) {
  const texts = new Map()
  for (const file of new Set(changes.flatMap(({ edits }) => [...edits.keys()]))) {
    const all = new Map(changes.flatMap(({ edits }) => edits.get(file) ?? []).map(edit => [edit.start, edit]))
    const before = readFileSync(file, 'utf8')
    texts.set(file, {
      before,
      after: applyEdits(
        before,
        [...all.values()].sort((a, b) => a.start - b.start),
      ),
    })
  }
  return texts
}

function outcomeOf(texts, whole) {
  const now = new Map([...texts].map(([file, { after }]) => [file, after]))
  const project = whole.with(now)
  const waiting = new Waiting()
  for (const [file, text] of now) waiting.texts.set(file, text)
  const left = new Map()
  for (const [file, { after }] of texts) {
    const outcome = handle(file, Buffer.from(after), settings, project)
    waiting.note(outcome)
    left.set(file, outcome.mended?.remaining ?? [])
  }
  const steps = jointFixes(waiting, finder, project)
  for (let step = steps.next(); !step.done; step = steps.next(step.value.changes)) {
    for (const { source, remaining } of step.value.changes) left.set(source.path, remaining)
  }
  const refusals = [...left.values()].flat().flatMap(({ outcome }) => outcome.refused ?? [])
  const states = [...new Set([...texts.keys(), ...waiting.texts.keys()])].map(file => {
    const { before, after } = texts.get(file) ?? { before: readFileSync(file, 'utf8') }
    const text = waiting.texts.get(file)
    return text === before ? 'back' : text === after ? 'broken' : 'other'
  })
  if (states.every(state => state === 'back')) return { kind: 'byte for byte' }
  if (states.every(state => state === 'broken'))
    return refusals.length > 0 ? { kind: 'refused', reason: refusals[0] } : { kind: 'not found' }
  return { kind: 'otherwise', reason: refusals[0] ?? '', texts: waiting.texts }
}

/** Whether of several functions some are back with all their calls, the others are as they were broken, and nothing else changed. */
function isInPart(changes, texts, written) {
  if (!written || [...written.keys()].some(file => !texts.has(file))) return false
  const lines = new Map(
    [...texts].map(([file, { before, after }]) => {
      const [wanted, broken] = [before.split('\n'), after.split('\n')]
      const states = written
        .get(file)
        .split('\n')
        .map((line, index) => {
          if (line === wanted[index]) return line === broken[index] ? 'same' : 'back'
          return line === broken[index] ? 'broken' : 'wrong'
        })
      return [file, states]
    }),
  )
  if ([...lines.values()].flat().includes('wrong')) return false
  return changes.every(({ marks }) => new Set(marks.map(({ file, line }) => lines.get(file)[line])).size === 1)
}

/** The lines that are not as they were before the function was broken. */
function showDifference(file, { before = '', after = '' } = {}, text) {
  const [wanted, broken] = [before.split('\n'), after.split('\n')]
  for (const [index, line] of text.split('\n').entries()) {
    if (line === wanted[index]) continue
    console.log(`    ${file}:${index + 1} ${line === broken[index] ? 'still' : 'now'} ${line.trim()}`)
  }
}

/** Numbers from 0 to 1, the same each time. */
function* random(seed) {
  for (let state = seed; ; ) {
    state = (state * 1103515245 + 12345) % 2147483648
    yield state / 2147483648
  }
}

const table = []
const reasons = new Map()
for (const folder of given.length > 0 ? given : fetchCorpus()) {
  const copy = mkdtempSync(path.join(tmpdir(), 'aiomend-closure-'))
  const row = { package: path.basename(folder), broken: 0, 'byte for byte': 0, 'over files': 0 }
  Object.assign(row, { 'in part': 0, refused: 0, 'not found': 0, otherwise: 0 })
  table.push(row)
  try {
    cpSync(folder, copy, { recursive: true, dereference: true, filter: file => !file.includes('__pycache__') })
    const project = new ProjectFiles()
    const files = filesBelow(copy)
    project.give(files)
    const found = files.flatMap(file => {
      if (!/^\s*await /m.test(readFileSync(file, 'utf8'))) return []
      const nodes = [...descendants(project.fileAt(file).tree.root)]
      const functions = nodes.filter(node => is(node, 'function_definition') && isAsync(node))
      return functions.filter(node => awaitsOf(node).length > 0).map(node => ({ file, at: node.start }))
    })
    const numbers = random(1)
    const shuffled = found.map(each => ({ ...each, rank: numbers.next().value })).sort((a, b) => a.rank - b.rank)
    for (const { file: name, at } of shuffled) {
      if (row.broken >= most) break
      const file = project.fileAt(name)
      const node = [...descendants(file.tree.root)].find(each => each.start === at && is(each, 'function_definition'))
      const change = breaking(node, file, project)
      if (!change) continue
      const caller = breakingCaller(change, node, project)
      for (const changes of caller ? [[change], [change, caller]] : [[change]]) {
        const texts = textsOf(changes)
        const { kind: found, reason, texts: written } = outcomeOf(texts, project)
        const kind = isInPart(changes, texts, written) ? 'in part' : found
        row.broken++
        row[kind]++
        if (kind === 'byte for byte' && texts.size > 1) row['over files']++
        const shown = `${path.relative(copy, name)}:${file.lineAt(at)} ${field(node, 'name').text}`
        if (kind !== 'byte for byte')
          console.log(`${changes.length} ${shown}: ${kind} ${reason?.replaceAll(`${copy}/`, '') ?? ''}`)
        for (const [file, text] of written ?? []) showDifference(path.relative(copy, file), texts.get(file), text)
        const form = (reason ?? '').replace(/^.* cannot become `async def`: /, '').replace(/`[^`]*`/g, '`…`')
        const general = `${kind}: ${form.replace(/\S+:\d+/g, 'FILE')}`
        if (kind !== 'byte for byte') reasons.set(general, (reasons.get(general) ?? 0) + 1)
      }
    }
  } finally {
    rmSync(copy, { recursive: true })
  }
}
console.table(table)
console.table([...reasons].sort((a, b) => b[1] - a[1]).map(([reason, count]) => ({ reason, count })))
