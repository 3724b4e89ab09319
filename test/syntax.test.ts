import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { Language, Parser } from 'web-tree-sitter'
import { python } from '../bench/python.mjs'
import { descendants, field, is, type Kind, type Node } from '../src/syntax/node.ts'
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

describe('what the grammar misreads', () => {
  /** Kinds of the statement's expression, innermost calls first. */
  const calls = (source: string) =>
    [...descendants(parse(source).root)].filter(node => is(node, 'call')).map(node => node.text)

  test.each([
    ['type(page).title = load()', ['type(page)', 'load()']],
    ['type(page)[0] = load()', ['type(page)', 'load()']],
    ['type[0] = load()', ['load()']],
    ['if page: type(page).title = 1', ['type(page)']],
    ['pages = [*load(1)]', ['load(1)']],
    ['pages = {*site.load(1)[0].all()}', ['site.load(1)[0].all()', 'site.load(1)']],
    ['pages = *load(1), 2', ['load(1)']],
    ['print(1, *load(1))', ['print(1, *load(1))', 'load(1)']],
    ['page = x[*load(1)]', ['load(1)']],
    ['pages = [*load(1) | more(2)]', ['load(1)', 'more(2)']],
    ['def f():\n    yield a, *load(1)', ['load(1)']],
    ['def f():\n    return *(load(1)), 2', ['load(1)']],
    ['async def f():\n    for page in *await load(1), 2: pass', ['load(1)']],
    ['f"{width(1):=^30} {height(2):=06.2f}"', ['width(1)', 'height(2)']],
    ['f"{page:=5}"', []],
  ])('%j', (source, expected) => {
    expect(parse(source).errors).toEqual([])
    expect(calls(source)).toEqual(expected)
  })

  test('a format specification is no assignment expression', () => {
    const kinds = [...descendants(parse('f"{page:=5} {(page := 5)}"').root)].map(({ kind }) => kind)
    expect(kinds.filter(kind => kind === 'named_expression')).toHaveLength(1)
  })

  test('a star belongs to the whole element', () => {
    const splat = [...descendants(parse('[*load(1).all]').root)].find(node => is(node, 'list_splat'))
    expect(splat?.text).toBe('*load(1).all')
    expect(splat?.children[0]?.kind).toBe('attribute')
    expect(splat?.children[0]?.parent).toBe(splat)
  })

  test.each([
    'class Page[T = int, *Ts = *tuple[int, ...]]: pass',
    'type Pages[T = list[int]] = T',
    'def load[T: int = bool](x): pass',
  ])('defaults of type parameters: %s', source => {
    expect(parse(source).errors).toEqual([])
  })

  test.each([
    'class A:\n    def f(self):\n        x = load(a,\nb)\n        return x\n    y = 1\n',
    'class A:\n    def f(self):\n        return [  # "one" (\n  a,\n\n# two\n  b]\n\n    def g(self): pass\n',
    'def f():\n    if a:\n        return {\n"a": 1,\n\t}\n    return f(\n)\n',
    'class A:\r\n    def f(self):\r\n        x = load(a,\r\nb)\r\n        return x\r\n',
  ])('lines in brackets that are indented less than their block: %j', source => {
    const tree = parse(source)
    expect(tree.errors).toEqual([])
    expect(tree.comments.map(({ start, end }) => source.slice(start, end))).toEqual(source.match(/#.*/g) ?? [])
  })

  test('a lone carriage return ends a line, also a comment', () => {
    expect(calls('# comment\rload(1)\r')).toEqual(['load(1)'])
  })

  test('long runs of comments cost no more than their length, and are comments still', () => {
    const comments = '# a page\n'.repeat(20_000)
    const tree = parse(`def f():\n    load(1)\n${comments}text = """\n${'# no comment\n'.repeat(40)}"""\n`)
    expect(tree.comments).toHaveLength(20_000)
    expect(tree.errors).toEqual([])
  })

  test.each([
    ['in a statement', (lines: string) => `x = ${lines}load(1)\n`],
    ['with blanks', (lines: string) => `x = 1 + ${lines.replaceAll('\n', '\n  ')}load(1)\n`],
    ['in brackets', (lines: string) => `x = (\n${lines}load(1))\n`],
    ['in an indentation', (lines: string) => `if x:\n    y\n${lines}load(1)\n`],
    ['after a comment', (lines: string) => `x  # ${lines}load(1)\n`],
    ['in a string', (lines: string) => `x = "${lines}", load(1)\n`],
    ['ended by CRLF', (lines: string) => `x = ${lines.replaceAll('\n', '\r\n')}load(1)\r\n`],
  ])('long runs of continued lines cost no more than their length: %s', (_, around) => {
    const before = process.cpuUsage().user
    expect(calls(around('\\\n'.repeat(100_000)))).toEqual(['load(1)'])
    expect(parse(around('\\\n'.repeat(100_000))).errors).toEqual([])
    expect(process.cpuUsage().user - before).toBeLessThan(5e6)
  })

  test.each([
    ['a comment', '# a page\n'.repeat(40)],
    ['an error', 'x = = 1\n'],
  ])('a string of 10 MB beside %s', (_, line) => {
    const source = `load(1)\nx = "${'a'.repeat(10 << 20)}"\n${line}`
    expect(calls(source)).toEqual(['load(1)'])
  })
})

describe('errors', () => {
  const areSeenIn = (source: string) => expect(parse(source).errors.length).toBeGreaterThan(0)

  test.each([
    'def f(:\n    pass\n',
    'x = (1\n',
    'x = 1 2\n',
    'async def f()\n    pass\n',
    'class\n',
    'if x\n    y\n',
    '():x\n',
    'a, b: int\n',
    '[a]: int = 1\n',
  ])('are seen in %j', areSeenIn)

  test.each([
    'x\u00a0= 1\n',
    '\u200bx = 1  # \u00a0\n',
    'page := load()\n',
    'import zlib async def k(): pass\n',
    'import zlib\\\nasync def k(): pass\ndef load():r o\n',
    'page.load()***items\n',
    'pages ==\nload()\n',
    'def load():\n    return page and\n    pages\n',
    'def f():\n    if a: await\n',
    'async = 1\n',
    'page as p\n',
    '*load()\n',
    'if a:\n    b\n  else:\n    c\n',
    'try:\n    a\n  except E:\n    b\n',
    'class A:\n    def f(self):\n        x = load(a,\nb\n        return x\n',
    '@\ncached\ndef load(): pass\n',
    'pages = page: int\n',
    'pages: int = page = 1\n',
    'load(,)\n',
    'class Page(  # a, b\n  ,): pass\n',
  ])('are seen in %j too, which the grammar lets pass', areSeenIn)

  test('are not seen where there are none', () => {
    const sources = [
      'x = "\u00a0"  # \u200b\n',
      '# \u00a0\n'.repeat(50),
      '*a, = b\n',
      '*a, b\n',
      '(page := load())\n',
      'a = b = c\nd: int = 1\nload(  # a, b\n)\n',
      '@ \\\n  cached\ndef load(): pass\n',
      'if a: b\nelse: c\n',
      'async def f():\n  async for a in b: c\n  else: d\n',
    ]
    for (const source of sources) expect([source, parse(source).errors]).toEqual([source, []])
  })

  test('without a statement that can be read leave a module', () => {
    expect(parse('class s:\n def f(self,:(a())\nimport b]\n [').root.kind).toBe('module')
  })

  test('leave the rest of the file parsed', () => {
    const { root, errors } = parse('x = = 1\n\n\ndef f():\n    return load(1)\n')
    expect(errors).toHaveLength(1)
    const functions = root.children.filter(node => is(node, 'function_definition'))
    expect(functions.map(node => field(node, 'name').text)).toEqual(['f'])
  })
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

test('where a body is missing the error reaches over the next line, at which Python notices', () => {
  const source = 'class Page:\n\nclass Pages(TestCase):\n    pass\n'
  expect(parse(source).errors).toEqual([{ start: 11, end: source.indexOf(':\n    pass') + 1 }])
})
