// The ways of writing an `await`, and a file's text without those of one way.
import { applyEdits } from '../../dist/src/fix/apply.js'
import { PythonFile } from '../../dist/src/semantics/python-file.js'
import { descendants, field, is } from '../../dist/src/syntax/node.js'

const model = { target: 13, runtime: 'auto', coroutineFunctions: [], taskStarters: [], blockingCalls: [] }

/** Whether an expression is `await f(…)`. */
const isAwaitedCall = node => is(node, 'await') && is(node.children[0], 'call')

/** The edits that take the `await` away. */
const bare = node => [deletion(node.start, node.children[0].start)]

/** The edits that take the `async` of a statement away. */
const withoutAsync = (node, keyword) => [deletion(node.start, node.source.indexOf(keyword, node.children[0].end))]

const deletion = (start, end) => ({ start, end, text: '' })

/**
 * Each form: its name in the table and of the file of missed places, the transform that mends it, and the edits that break a node where it is of the form.
 * The first is the one that the peers are measured with.
 */
export const FORMS = [
  {
    name: '`await f()`',
    file: 'missed',
    transform: 'dropped-coroutine',
    breaks: node => is(node, 'expression_statement') && isAwaitedCall(node.children[0]) && bare(node.children[0]),
  },
  {
    name: '`if await f():`, also with `not`, `elif`, `while`',
    file: 'missed-if',
    transform: 'coroutine-used-as-value',
    breaks(node) {
      if (!is(node, 'if_statement', 'elif_clause', 'while_statement')) return
      const condition = field(node, 'condition')
      const asked = is(condition, 'not_operator') ? field(condition, 'argument') : condition
      return isAwaitedCall(asked) && bare(asked)
    },
  },
  {
    name: '`(await f()).x`, `(await f())[0]`',
    file: 'missed-parts',
    transform: 'coroutine-used-as-value',
    breaks(node) {
      if (!is(node, 'parenthesized_expression') || !is(node.parent, 'attribute', 'subscript')) return
      const [awaited] = node.children
      if (node.role === 'subscript' || !isAwaitedCall(awaited)) return
      const isTight = node.start + 1 === awaited.start && awaited.end === node.end - 1
      return isTight && [deletion(node.start, awaited.children[0].start), deletion(awaited.end, node.end)]
    },
  },
  {
    name: '`x = await f()`, `x` used later',
    file: 'missed-values',
    transform: 'coroutine-used-as-value',
    breaks(node, file) {
      if (!is(node, 'assignment') || !is(node.parent, 'expression_statement')) return
      const [name, value] = [field(node, 'left'), field(node, 'right')]
      if (!is(name, 'identifier') || !isAwaitedCall(value)) return
      return file.bindingOf(name)?.uses.some(use => use.start > node.end) && bare(value)
    },
  },
  {
    name: '`async with`',
    file: 'missed-with',
    transform: 'missing-async-keyword',
    breaks: node => is(node, 'with_statement') && is(node.children[0], 'async') && withoutAsync(node, 'with'),
  },
  {
    name: '`async for`',
    file: 'missed-for',
    transform: 'missing-async-keyword',
    breaks: node => is(node, 'for_statement') && is(node.children[0], 'async') && withoutAsync(node, 'for'),
  },
]

/** The text of a file with every place of a form broken, and for each place its lines, from 0. */
export function brokenText(text, { breaks }) {
  const file = new PythonFile('x.py', text, model)
  const lineOf = linesOf(text)
  const edits = []
  const places = []
  for (const node of descendants(file.tree.root)) {
    const own = breaks(node, file) || []
    if (own.length === 0) continue
    edits.push(...own)
    places.push([...new Set(own.map(({ start }) => lineOf(start)))])
  }
  edits.sort((a, b) => a.start - b.start)
  return { broken: applyEdits(text, edits), places }
}

/** What gives the line of an offset, both from 0. */
function linesOf(text) {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index)
  return offset => {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (ends[middle] < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
