import { readFileSync } from 'node:fs'
import { Language, Parser, Query, type Tree as SyntaxTree } from 'web-tree-sitter'
import { inPackage } from '../package.ts'
import { tokens } from './grammar.ts'
import type { Kind } from './node.ts'
import type { Memory } from './subtrees.ts'
import { kindNumber, roleNumber } from './table.ts'

export type { Node as SyntaxNode, Tree as SyntaxTree } from 'web-tree-sitter'

/** What becomes of a parser node: kept, kept where a field holds it, collected, or dropped. */
type Fate = 'node' | 'operator' | 'comment' | 'dropped'

/** The parser for Python, and what its numbers stand for. */
export interface PythonParser {
  readonly language: Language
  /** The memory of the WebAssembly module, in which its trees lie. */
  readonly memory: Memory
  /** What becomes of a node, by its type id. */
  readonly fates: readonly Fate[]
  /** The number of a node's kind, by its type id. */
  readonly kinds: readonly number[]
  /** The number of a role, by its field id. */
  readonly roles: readonly number[]
  parse(text: string): SyntaxTree
  /** A query in tree-sitter's own language. */
  query(text: string): Query
}

let loading: Promise<void> | undefined
let loaded: PythonParser | undefined

/** Loads the parser, once; to be awaited before anything is parsed. */
export function loadParser(): Promise<void> {
  loading ??= load()
  return loading
}

/** The parser, which must have been loaded. */
export function pythonParser(): PythonParser {
  if (!loaded) throw new Error('the parser has not been loaded')
  return loaded
}

async function load(): Promise<void> {
  const [engine, grammar] = ['web-tree-sitter.wasm', 'tree-sitter-python.wasm'].map(name =>
    readFileSync(inPackage('dist', name)),
  )
  // Initialising it puts the memory here.
  const module = { wasmBinary: engine }
  await Parser.init(module)
  const language = await Language.load(grammar as Buffer)
  const parser = new Parser().setLanguage(language)
  loaded = {
    language,
    memory: module as unknown as Memory,
    fates: language.types.map((kind, id) => fateOf(kind, language.nodeTypeIsNamed(id))),
    kinds: language.types.map(kind => kindNumber(kind as Kind)),
    roles: language.fields.map(name => roleNumber(name ?? undefined)),
    parse: text => {
      const tree = parser.parse(text)
      if (!tree) throw new Error('the parser returned no tree')
      return tree
    },
    query: text => new Query(language, text),
  }
}

function fateOf(kind: string, isNamed: boolean): Fate {
  if (isNamed) return kind === 'comment' ? 'comment' : kind === 'line_continuation' ? 'dropped' : 'node'
  if (kind === 'async') return 'node'
  return (tokens as readonly string[]).includes(kind) ? 'operator' : 'dropped'
}
