import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Language, Parser, type TreeCursor } from 'web-tree-sitter'
import { tokens } from './grammar.ts'
import { adopt, type Masked, mask, maskErrors, straightenSplat } from './mend.ts'
import { is, type Kind, Node, type Span } from './node.ts'

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
      if (comments.length === 0) return built
      return { ...built, comments: [...built.comments, ...comments].sort((a, b) => a.start - b.start) }
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

/** What the parser lets pass and Python does not: a block without a statement, a `try` without a handler. */
function isIncomplete({ kind, children }: Open): boolean {
  if (kind === 'block') return children.length === 0
  return kind === 'try_statement' && !children.some(child => is(child, 'except_clause', 'finally_clause'))
}

/** Copies the parser's tree into nodes of our own, bottom up. */
function build(source: string, cursor: TreeCursor, invalid: boolean): Tree {
  const comments: Span[] = []
  const errors: Span[] = []
  const open: Open[] = []
  const close = (): Node => {
    const node = open.pop() as Open
    if (isIncomplete(node)) errors.push({ start: node.start, end: node.end })
    return adopt(straightenSplat(new Node(node.kind, node, node.role, node.children, source)))
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
      open.at(-1)?.children.push(new Node(node.kind, node, node.role, node.children, source))
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
