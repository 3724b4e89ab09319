import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { Language, Parser } from 'web-tree-sitter'
import { python } from '../bench/python.mjs'
import { descendants, is, type Kind, type Node } from '../src/syntax/node.ts'
import { parse } from '../src/syntax/parse.ts'
import { ask, libraryFiles } from './cpython.ts'
import { fixtures } from './fixture.ts'
import { generatedBy } from './generated.ts'

test('grammar.ts is what the grammar describes', () => {
  expect(readFileSync('src/syntax/grammar.ts', 'utf8')).toBe(generatedBy('scripts/grammar.mjs', 'grammar.ts'))
})

/** The named nodes of a text, each with its field and span, as the parser's own cursor gives them. */
function cursorNodes(source: string, parser: Parser): string[] {
  const cursor = parser.parse(source)?.walk()
  if (!cursor) throw new Error('no tree')
  const found: string[] = []
  for (;;) {
    const isKept = cursor.nodeIsNamed && !['comment', 'line_continuation'].includes(cursor.nodeType)
    if (isKept) found.push(`${cursor.nodeType} ${cursor.currentFieldName} ${cursor.startIndex} ${cursor.endIndex}`)
    if (isKept && cursor.gotoFirstChild()) continue
    while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return found
  }
}

test('the tree read from the memory of the parser is the one that its cursor walks', async () => {
  // What is masked or straightened differs on purpose.
  const plain = fixtures.map(({ before }) => before).filter(source => !/\*|\btype\b|\r|:=/.test(source))
  expect(plain.length).toBeGreaterThan(50)
  const parser = new Parser()
  const wasm = createRequire(import.meta.url).resolve('tree-sitter-python/tree-sitter-python.wasm')
  parser.setLanguage(await Language.load(wasm))
  for (const source of plain) {
    const read = [...descendants(parse(source).root)].filter(({ kind }) => /^[a-zA-Z]/.test(kind))
    const named = read.filter(({ kind }) => !['async', 'and', 'or', 'in', 'is', 'is not', 'not in'].includes(kind))
    expect(named.map(({ kind, role, start, end }) => `${kind} ${role ?? null} ${start} ${end}`)).toEqual(
      cursorNodes(source, parser),
    )
  }
})

/** Spans of the expressions that fixes touch, and starts of statements, as CPython's own parser sees them. */
const SPANS = `
def units(text):
    return len(text.encode("utf-16-le")) // 2

spans = {}
wanted = {"Call", "Await", "Lambda", "Attribute", "Return", "Raise", "FunctionDef", "AsyncFunctionDef", "With", "AsyncWith", "For", "AsyncFor"}
for name, source in json.load(sys.stdin).items():
    lines = source.replace("\\r\\n", "\\n ").replace("\\r", "\\n").split("\\n")
    lines = source.splitlines(keepends=True) if not set(source) & set("\\x0b\\x0c\\x1c\\x1d\\x1e\\x85\\u2028\\u2029") else [l + "\\n" for l in source.split("\\n")]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + units(line))
    offset = lambda line, column: starts[line - 1] + units(lines[line - 1].encode()[:column].decode())
    try:
        tree = ast.parse(source)
    except SyntaxError:
        continue
    annotations = {id(node) for parent in ast.walk(tree) for key in ("annotation", "returns", "type_params") for sub in [getattr(parent, key, None)] if isinstance(sub, ast.AST) for node in ast.walk(sub)}
    found = set()
    for node in ast.walk(tree):
        kind = type(node).__name__
        if kind in wanted and id(node) not in annotations:
            isCompound = kind.endswith(("Def", "With", "For"))
            found.add(f"{kind} {offset(node.lineno, node.col_offset)} {0 if isCompound else offset(node.end_lineno, node.end_col_offset)}")
    spans[name] = sorted(found)
json.dump(spans, sys.stdout)
`
const KINDS: { readonly [K in Kind]?: string } = {
  call: 'Call',
  await: 'Await',
  lambda: 'Lambda',
  attribute: 'Attribute',
  return_statement: 'Return',
  raise_statement: 'Raise',
  function_definition: 'FunctionDef',
  with_statement: 'With',
  for_statement: 'For',
}

function spansOf(source: string): string[] {
  const spans = new Set<string>()
  const isInType = (node: Node): boolean => {
    for (let at: Node | undefined = node; at; at = at.parent)
      if (at.role === 'type' || at.role === 'return_type' || at.role === 'type_parameters') return true
    return false
  }
  for (const node of descendants(parse(source).root)) {
    const kind = KINDS[node.kind]
    if (!kind || isInType(node)) continue
    const isCompound = is(node, 'function_definition', 'with_statement', 'for_statement')
    spans.add(`${node.children[0]?.kind === 'async' ? 'Async' : ''}${kind} ${node.start} ${isCompound ? 0 : node.end}`)
  }
  return [...spans].sort()
}

test('calls, awaits, attributes and statements stand where CPython sees them', () => {
  const sources: Record<string, string> = Object.fromEntries(fixtures.map(({ name, before }) => [name, before]))
  for (const file of libraryFiles) sources[file] = readFileSync(file, 'utf8')
  const expected = ask(SPANS, sources) as Record<string, string[]>
  expect(Object.keys(expected).length).toBeGreaterThan(150)
  for (const [name, spans] of Object.entries(expected))
    expect({ name, spans: spansOf(sources[name] ?? '') }).toEqual({ name, spans })
})

test('deep nesting is parsed, walked and left alive', () => {
  const depth = 10_000
  const tree = parse(`${'('.repeat(depth)}1${')'.repeat(depth)}\n`)
  expect([...descendants(tree.root)].length).toBeGreaterThan(depth)
})

test('a thousand large trees do not wear the parser out', () => {
  const source = 'x = [1, 2, 3]\n'.repeat(3000)
  for (let n = 0; n < 200; n++) expect(parse(source).root.children).toHaveLength(3000)
})

test(`CPython 3.${python.minor} answers`, () => {
  expect(python.minor).toBeGreaterThanOrEqual(9)
})
