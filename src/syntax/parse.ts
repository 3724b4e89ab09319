import { readFileSync } from 'node:fs'
import { inPackage } from '../package.ts'
import { timed } from '../stopwatch.ts'
import { maskLineEnds } from './brackets.ts'
import { type Masked, mask, maskErrors, straighten } from './mend.ts'
import type { Node, Span } from './node.ts'
import { type Parsed, pack, unpack } from './packed.ts'
import { type PythonParser, pythonParser, type SyntaxNode, type SyntaxTree } from './parser.ts'
import { keyOf, SharedTrees, type TextKey } from './shared-trees.ts'
import { foreignSpaceIn, oversightsIn } from './strictness.ts'
import { walk } from './subtrees.ts'
import { type Columns, kindNumber, Table } from './table.ts'

/** A parsed file. The parser's own tree is gone by the time this exists. */
export interface Tree {
  readonly source: string
  readonly root: Node<'module'>
  readonly comments: readonly Span[]
  /** What the parser could not make sense of, in source order; empty in a file of valid syntax. */
  readonly errors: readonly Span[]
}

/** A file is parsed when another asks of it, and again when its own turn comes: this many characters' worth are kept. */
const MOST_CHARACTERS = 60_000_000
const recent = new Map<string, { readonly source: string; readonly tree: Uint8Array }>()
let keptCharacters = 0

/** Where trees are kept that other threads may need too, as long as there is room. */
let shared: SharedTrees | undefined

/** Has this thread take trees from a memory that others use, and put there what it parses. */
export function shareTrees(memory: SharedArrayBuffer): void {
  shared = new SharedTrees(memory)
}

/** Parses Python source. Invalid source gives a tree too, with `errors`. */
export function parse(source: string): Tree {
  // Of a text that was read before, this copy is let go.
  const before = recent.get(source)
  const own = before?.source ?? source
  const { columns, comments, errors } = timed('parse', () => {
    if (before) return unpack(before.tree)
    const key = shared && keyOf(own)
    const packed = key && shared?.get(key)
    return packed ? unpack(packed) : remembered(own, key)
  })
  return { source: own, root: new Table(own, columns).at(0) as Node<'module'>, comments, errors }
}

function remembered(source: string, key: TextKey | undefined): Parsed {
  const plain = mask(source)
  const first = parseMasked(source, plain)
  const joined = first.errors.length > 0 ? maskLineEnds(plain) : undefined
  const better = joined && parseMasked(source, joined)
  const [masked, found] = better && better.errors.length < first.errors.length ? [joined, better] : [plain, first]
  const repaired = maskErrors(masked.text, { ...found, root: new Table(source, found.columns).at(0) as Node<'module'> })
  const last = repaired === undefined ? undefined : parseMasked(source, { ...masked, text: repaired })
  const parsed = last && last.errors.length < Math.max(found.errors.length, 1) ? last : found
  const tree = pack(parsed)
  if (key && shared?.put(key, tree)) return parsed
  recent.set(source, { source, tree })
  keptCharacters += source.length
  for (const [text] of recent) {
    if (keptCharacters <= MOST_CHARACTERS) break
    recent.delete(text)
    keptCharacters -= text.length
  }
  return parsed
}

function parseMasked(source: string, { text, comments }: Masked): Parsed {
  const tree = pythonParser().parse(text)
  try {
    const { rootNode } = tree
    const built = build(source, tree)
    const missed = rootNode.hasError ? hiddenErrors(rootNode) : []
    const all = comments.length === 0 ? built.comments : [...built.comments, ...comments]
    const strange = foreignSpaceIn(new Table(source, built.columns), all)
    const errors = [...built.errors, ...missed, ...strange].sort((a, b) => a.start - b.start)
    return { ...built, errors, comments: comments.length === 0 ? all : all.toSorted((a, b) => a.start - b.start) }
  } finally {
    tree.delete()
  }
}

/** Where something is missing that the parser's tree does not show: the innermost nodes that hold it. */
function hiddenErrors(node: SyntaxNode): Span[] {
  if (node.isError || node.isMissing) return []
  const inner = node.children.filter(child => child?.hasError)
  if (inner.length === 0) return [{ start: node.startIndex, end: node.endIndex }]
  return inner.flatMap(child => (child ? hiddenErrors(child) : []))
}

const [ERROR, MODULE] = [kindNumber('ERROR'), kindNumber('module')]

/** Where an object of the parser lies in its memory. */
function addressOf(object: SyntaxTree | PythonParser['language']): number {
  return (object as unknown as { readonly 0: number })[0]
}

/** Where a walk puts the nodes that it comes to, before it is known how many there are. */
let draft = columnsOf(1 << 16)

function columnsOf(size: number): Columns {
  const bytes = () => new Uint8Array(size)
  const words = () => new Uint32Array(size)
  return { kinds: bytes(), roles: bytes(), starts: words(), ends: words(), parents: words(), lasts: words() }
}

/** The first rows of some columns, in columns of another size. */
function resized(columns: Columns, rows: number, size: number): Columns {
  const copy = columnsOf(size)
  for (const name of Object.keys(copy) as (keyof Columns)[]) copy[name].set(columns[name].subarray(0, rows))
  return copy
}

/** Copies what is wanted of the parser's tree. */
function build(source: string, tree: SyntaxTree): Parsed {
  const { language, memory, fates, kinds, roles } = pythonParser()
  const comments: Span[] = []
  const errors: Span[] = []
  let [count, parent] = [0, 0]
  walk(addressOf(tree), addressOf(language), memory, {
    enter(type, fieldId, start, end, isMissing) {
      const fate = fates[type] ?? 'node'
      if (isMissing) errors.push({ start, end })
      if (fate === 'comment') comments.push({ start, end })
      if (fate !== 'node' && (fate !== 'operator' || fieldId === 0)) return false
      if (count === draft.kinds.length) draft = resized(draft, count, 2 * count)
      const kind = kinds[type] ?? ERROR
      if (kind === ERROR) errors.push({ start, end })
      draft.kinds[count] = kind
      draft.roles[count] = roles[fieldId] as number
      draft.starts[count] = start
      draft.ends[count] = end
      draft.parents[count] = parent
      parent = count++
      return true
    },
    leave() {
      draft.lasts[parent] = count - 1
      parent = draft.parents[parent] as number
    },
  })
  const columns = resized(draft, count, count)
  // What cannot be read at all is a module too.
  columns.kinds[0] = MODULE
  for (let row = count - 1; row >= 0; row--) straighten(row, columns)
  errors.push(...oversightsIn(new Table(source, columns)))
  return { columns, comments, errors }
}

/** A span and what the grammar's own highlight query calls it: `keyword`, `function.builtin`. */
export interface Highlight extends Span {
  readonly name: string
}

let query: ReturnType<PythonParser['query']> | undefined

/** What there is to highlight in some parts of a source: what is painted later goes before what it lies upon. */
export function highlights(source: string, parts: readonly Span[]): Highlight[] {
  const parser = pythonParser()
  query ??= parser.query(readFileSync(inPackage('dist', 'highlights.scm'), 'utf8'))
  const { text, comments } = mask(source)
  const tree = parser.parse(text)
  try {
    // It takes bytes where it gives UTF-16 units.
    const ranges = parts.map(({ start, end }) => ({ startIndex: 2 * start, endIndex: 2 * end }))
    const captures = ranges
      .flatMap(range => query?.captures(tree.rootNode, range) ?? [])
      .map(({ name, node, patternIndex }) => ({ name, start: node.startIndex, end: node.endIndex, patternIndex }))
      .sort((a, b) => a.start - b.start || b.end - a.end || a.patternIndex - b.patternIndex)
    return [...captures, ...comments.map(comment => ({ ...comment, name: 'comment' }))]
  } finally {
    tree.delete()
  }
}
