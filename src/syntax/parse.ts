import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Language, Parser, Query, type Node as SyntaxNode, type TreeCursor } from 'web-tree-sitter'
import { tokens } from './grammar.ts'
import { adopt, type Masked, mask, maskErrors, straightenAwait, straightenSplat } from './mend.ts'
import { type Kind, Node, type Span } from './node.ts'
import { oversightsIn } from './strictness.ts'

/** A parsed file. The parser's own tree is gone by the time this exists. */
export interface Tree {
  readonly source: string
  readonly root: Node<'module'>
  readonly comments: readonly Span[]
  /** What the parser could not make sense of, in source order; empty in a file of valid syntax. */
  readonly errors: readonly Span[]
}

const require = createRequire(import.meta.url)
await Parser.init()
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

/** Parses Python source. Invalid source gives a tree too, with `errors`. */
export function parse(source: string): Tree {
  const masked = mask(source)
  const tree = parseMasked(source, masked)
  const repaired = maskErrors(masked.text, tree)
  if (repaired === undefined) return tree
  const second = parseMasked(source, { ...masked, text: repaired })
  return second.errors.length < Math.max(tree.errors.length, 1) ? second : tree
}

function parseMasked(source: string, { text, comments }: Masked): Tree {
  const tree = parser.parse(text)
  if (!tree) throw new Error('the parser returned no tree')
  try {
    const cursor = tree.walk()
    try {
      const built = build(source, cursor, tree.rootNode.hasError)
      const missed = tree.rootNode.hasError ? hiddenErrors(tree.rootNode) : []
      const errors = [...built.errors, ...missed].sort((a, b) => a.start - b.start)
      const all = comments.length === 0 ? built.comments : [...built.comments, ...comments]
      return { ...built, errors, comments: comments.length === 0 ? all : all.toSorted((a, b) => a.start - b.start) }
    } finally {
      cursor.delete()
    }
  } finally {
    tree.delete()
  }
}

interface Open {
  readonly kind: Kind
  readonly role: string | undefined
  readonly start: number
  readonly end: number
  readonly children: Node[]
}

/** Where something is missing that the parser's tree does not show: the innermost nodes that hold it. */
function hiddenErrors(node: SyntaxNode): Span[] {
  if (node.isError || node.isMissing) return []
  const inner = node.children.filter(child => child?.hasError)
  if (inner.length === 0) return [{ start: node.startIndex, end: node.endIndex }]
  return inner.flatMap(child => (child ? hiddenErrors(child) : []))
}

/** Copies the parser's tree into nodes of our own, bottom up. */
function build(source: string, cursor: TreeCursor, invalid: boolean): Tree {
  const comments: Span[] = []
  const errors: Span[] = []
  const open: Open[] = []
  const close = (): Node => {
    const node = open.pop() as Open
    const read = adopt(new Node(node.kind, node, node.role, node.children, source))
    errors.push(...oversightsIn(read))
    return adopt(straightenAwait(straightenSplat(read)))
  }
  for (;;) {
    const type = cursor.nodeTypeId
    const fate = fates[type] ?? 'node'
    if (invalid && cursor.nodeIsMissing) errors.push({ start: cursor.startIndex, end: cursor.endIndex })
    const role =
      fate === 'node' || fate === 'operator' ? (language.fields[cursor.currentFieldId] ?? undefined) : undefined
    if (fate === 'comment') {
      comments.push({ start: cursor.startIndex, end: cursor.endIndex })
    } else if (fate === 'node' || role) {
      const kind = (language.types[type] ?? 'ERROR') as Kind
      const node: Open = {
        kind,
        role,
        start: cursor.startIndex,
        end: cursor.endIndex,
        children: [],
      }
      if (kind === 'ERROR') errors.push({ start: node.start, end: node.end })
      if (cursor.gotoFirstChild()) {
        open.push(node)
        continue
      }
      const leaf = new Node(node.kind, node, node.role, node.children, source)
      errors.push(...oversightsIn(leaf))
      open.at(-1)?.children.push(leaf)
      if (open.length === 0) open.push(node)
    }
    while (!cursor.gotoNextSibling()) {
      if (open.length <= 1) return { source, root: close() as Node<'module'>, comments, errors }
      const node = close()
      open.at(-1)?.children.push(node)
      cursor.gotoParent()
    }
  }
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
