import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Language, Parser, Query, type Node as SyntaxNode, type Tree as SyntaxTree } from 'web-tree-sitter'
import { tokens } from './grammar.ts'
import { type Masked, mask, maskErrors, straighten } from './mend.ts'
import type { Kind, Node, Span } from './node.ts'
import { oversightsIn } from './strictness.ts'
import { type Memory, walk } from './subtrees.ts'
import { type Columns, kindNumber, roleNumber, Table } from './table.ts'

/** A parsed file. The parser's own tree is gone by the time this exists. */
export interface Tree {
  readonly source: string
  readonly root: Node<'module'>
  readonly comments: readonly Span[]
  /** What the parser could not make sense of, in source order; empty in a file of valid syntax. */
  readonly errors: readonly Span[]
}

const require = createRequire(import.meta.url)
/** The parser's WebAssembly module: initialising it puts its memory here. */
const module = {} as Memory
await Parser.init(module)
const language = await Language.load(await readFile(require.resolve('#tree-sitter-python.wasm')))
const parser = new Parser()
parser.setLanguage(language)

/** What becomes of a parser node, by its type id: kept, kept where a field holds it, collected, or dropped. */
type Fate = 'node' | 'operator' | 'comment' | 'dropped'

const fates: readonly Fate[] = language.types.map((kind, id) => {
  if (language.nodeTypeIsNamed(id))
    return kind === 'comment' ? 'comment' : kind === 'line_continuation' ? 'dropped' : 'node'
  if (kind === 'async') return 'node'
  return (tokens as readonly string[]).includes(kind) ? 'operator' : 'dropped'
})

/** What is known of a text: without the nodes, of which each tree has its own. */
type Parsed = Omit<Tree, 'root'> & { readonly columns: Columns }

/** A file is parsed when another asks of it, and again when its own turn comes: this many characters' worth are kept. */
const MOST_CHARACTERS = 60_000_000
const recent = new Map<string, Parsed>()
let keptCharacters = 0

/** Parses Python source. Invalid source gives a tree too, with `errors`. */
export function parse(source: string): Tree {
  const { columns, comments, errors } = recent.get(source) ?? remembered(source)
  return { source, root: new Table(source, columns).at(0) as Node<'module'>, comments, errors }
}

function remembered(source: string): Parsed {
  const masked = mask(source)
  const first = parseMasked(source, masked)
  const repaired = maskErrors(masked.text, { ...first, root: new Table(source, first.columns).at(0) as Node<'module'> })
  const second = repaired === undefined ? undefined : parseMasked(source, { ...masked, text: repaired })
  const parsed = second && second.errors.length < Math.max(first.errors.length, 1) ? second : first
  recent.set(source, parsed)
  keptCharacters += source.length
  for (const [text] of recent) {
    if (keptCharacters <= MOST_CHARACTERS) break
    recent.delete(text)
    keptCharacters -= text.length
  }
  return parsed
}

function parseMasked(source: string, { text, comments }: Masked): Parsed {
  const tree = parser.parse(text)
  if (!tree) throw new Error('the parser returned no tree')
  try {
    const { rootNode } = tree
    const built = build(source, tree)
    const missed = rootNode.hasError ? hiddenErrors(rootNode) : []
    const errors = [...built.errors, ...missed].sort((a, b) => a.start - b.start)
    const all = comments.length === 0 ? built.comments : [...built.comments, ...comments]
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

/** The kind of a parser node, and its number, by its type. */
const kindNumbers = language.types.map(kind => kindNumber(kind as Kind))
const ERROR = kindNumber('ERROR')
const roleNumbers = language.fields.map(name => roleNumber(name ?? undefined))

/** Where an object of the parser lies in its memory. */
function addressOf(object: SyntaxTree | Language): number {
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
  const comments: Span[] = []
  const errors: Span[] = []
  let [count, parent] = [0, 0]
  walk(addressOf(tree), addressOf(language), module, {
    enter(type, fieldId, start, end, isMissing) {
      const fate = fates[type] ?? 'node'
      if (isMissing) errors.push({ start, end })
      if (fate === 'comment') comments.push({ start, end })
      if (fate !== 'node' && (fate !== 'operator' || fieldId === 0)) return false
      if (count === draft.kinds.length) draft = resized(draft, count, 2 * count)
      const kind = kindNumbers[type] ?? ERROR
      if (kind === ERROR) errors.push({ start, end })
      draft.kinds[count] = kind
      draft.roles[count] = roleNumbers[fieldId] as number
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
  for (let row = count - 1; row >= 0; row--) straighten(row, columns)
  errors.push(...oversightsIn(new Table(source, columns)))
  return { source, columns, comments, errors }
}

/** A span and what the grammar's own highlight query calls it: `keyword`, `function.builtin`. */
export interface Highlight extends Span {
  readonly name: string
}

let query: Query | undefined

/** What there is to highlight in some parts of a source: what is painted later goes before what it lies upon. */
export function highlights(source: string, parts: readonly Span[]): Highlight[] {
  query ??= new Query(language, readFileSync(require.resolve('#highlights.scm'), 'utf8'))
  const { text, comments } = mask(source)
  const tree = parser.parse(text)
  if (!tree) throw new Error('the parser returned no tree')
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
