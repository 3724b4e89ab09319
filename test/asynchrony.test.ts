import { beforeAll, expect, test } from 'vitest'
import { type Definition, definitionsIn, mentionsOf } from '../src/project/asynchrony/definitions.ts'
import { bind } from '../src/semantics/bind.ts'
import type { Binding, Scope } from '../src/semantics/scopes.ts'
import type { ModuleEntity } from '../src/semantics/types/entities.ts'
import { closest, descendants, descendantsOf, is, isTarget, type Node, nameText } from '../src/syntax/node.ts'
import { parse } from '../src/syntax/parse.ts'
import { loadParser } from '../src/syntax/parser.ts'
import { fixtureTexts } from './fixture-texts.ts'

const TRICKY = [
  'import a.b, c.d as e; x = a\nfrom .m import (\n    f,  # the first (of two)\n    g as h,\n)\nfrom \\\n  n import *\n',
  'def f(x,\ny=1):\n    """\nclass Not:\n    """\n    global z\n    z = g\n\ndef g(): return "#" + h\nh = 1\n',
  '@made(\n  by)\n@again\nclass C(Base): v: "by | C" = f"{D.x}"\nclass D: pass\nBase = by = made = again = D\n',
  'if (n := len(m)) > 1:\n    a, (b, *c) = m\n    try:\n        with d() as (e, f), g() as h: pass\n    except E as error: pass\n    for i, (j, k) in h: pass\nelse:\n    def l(): return a\nm = d = g = E = 1\n',
  "x = '''\ny = 1\n''' + z\nz = (\n1,\n[w == v,\nu\n])\nw = v = \\\nt\nu = t = q = r = s = 1\nf = f'''\n{q}\n''' % {'''r''': \"\\\"s\"}\n",
  'match command:\n    case [a, *b]: pass\n    case {"x": c, **d} if (e := c): pass\ntype T[U] = list[U]\ncommand = list\nfor g in [h for h in command]: i = g\nj: T = i\nj += 1\nk: T\n(l): T\n',
  'x = 1; y = x\nimport os; k = os\nif x: l = k\nwhile x: m = l; break\r\nlambda: x\r\ndef\tf(): return m\r\n',
  'def f(p):\n    x = a(\n  1)\n    b(x)\n    if c: y = d; e()\n    else: z: h = 1\n    return [x,\ny, z]\na = b = c = d = e = h = 1\n',
  'def f(p):\n\tif (x := a(p)): b()\n\tfor (y, *z) in c: d()\n\twith e as g, h as [i]: pass\n\treturn x, z, i\na = b = c = d = e = h = 1\n',
  'class C:\n    x = a\n    b()\n    if c:\n        y: d = e\n    def f(self):\n        g = h; i = g\n        i.x = k\n        self.y[l] = i\n        m()\n    n = o\na = b = c = d = e = h = k = l = m = o = 1\n',
  'def f():\n    def g():\n        nonlocal x\n        x = a\n    x = b\n    @c\n    async def h(y=d):\n        e()\n        await k\n    @l\n    class D(m): z = n\n    raise o\n    return x, g\na = b = c = d = e = k = l = m = n = o = 1\n',
  'def f(p):\n    global v\n    v = a\n    try: x = b\n    except c as y: raise d\n    finally: e()\n    match g:\n        case [h, *i]: k()\n        case l.m if n: o()\n    q = (lambda: r)\n    s += t\n    yield p, i\na = b = c = d = e = g = k = l = n = o = r = s = t = 1\n',
]

beforeAll(loadParser)

const sources = [...TRICKY, ...fixtureTexts()]
const module: ModuleEntity = {
  ...{ name: 'm', path: 'm.py', shown: 'm.py', origin: 'project', isStub: false, summary: undefined },
  ...{ shownAt: () => '', find: () => undefined, child: () => undefined },
}

test('without being parsed, a text shows all that it binds for others', () => {
  const missed = sources.flatMap(source => {
    const { imports, statements, stars } = definitionsIn(source, module)
    const { module: scope, stars: written } = bind(parse(source).root)
    const names = [...scope.bindings.keys()].filter(isAscii)
    return [
      ...names.filter(name => !imports.has(name) && !statements.has(name)),
      ...(stars.length === written.length ? [] : ['*']),
    ]
  })
  expect(missed).toEqual([])
})

test('without being parsed, a text shows all names of which what it binds may hand something on', () => {
  let compared = 0
  let left = 0
  const missed = sources.flatMap(source => {
    const { statements } = definitionsIn(source, module)
    const bindings = bind(parse(source).root)
    const { module: scope } = bindings
    const definitionsAt = definitionsByLine(bindings)
    return [...scope.bindings.values()].flatMap(({ name, definitions }) =>
      definitions.flatMap(({ site }) => {
        const statement = boundIn(site)
        const all =
          isAscii(name) && !is(statement, 'import_statement', 'import_from_statement') ? usesIn(statement, scope) : []
        const handing = handingOn(statement, definitionsAt)
        const used = all.filter(use => handing.has(lineOf(use))).map(nameText)
        compared += used.length
        left += all.length - used.length
        const mentioned = new Set((statements.get(name) ?? []).flatMap(namesIn))
        return used.filter(each => !mentioned.has(each)).map(each => `${name}: ${each}`)
      }),
    )
  })
  expect(missed).toEqual([])
  expect(compared).toBeGreaterThan(2000)
  expect(left).toBeGreaterThan(1000)
})

test.each([
  ['a chain of local names', (index: number) => `    a${index} = a${index + 1}\n`],
  ['one local name', () => '    a1 = b\n'],
  ['calls', () => '    a(b)\n'],
])('to read a function of very many lines costs no more than its length: %s', (_, line) => {
  const lines = Array.from({ length: 100_000 }, (_, index) => line(index)).join('')
  const { statements } = definitionsIn(`b = 1\ndef f():\n${lines}    return a0, a1\n`, module)
  expect(statements.get('f')).toHaveLength(1)
})

function isAscii(name: string): boolean {
  return /^\w+$/.test(name)
}

/** The part of a module's statement that binds something there: all of a function or class, of other statements one clause. */
function boundIn(site: Node): Node {
  let found: Node | undefined
  for (let node: Node | undefined = site; node?.parent; node = node.parent) {
    const isWhole: boolean = is(node, 'function_definition', 'class_definition', 'decorated_definition')
    if (isWhole || (!found && (is(node.parent, 'block', 'module') || node.kind.endsWith('_clause')))) found = node
  }
  return found ?? site
}

/** Where names of a module are read in a part of it. */
function usesIn({ start, end }: Node, { bindings }: Scope): Node[] {
  return [...bindings.values()]
    .filter(({ name }) => isAscii(name))
    .flatMap(({ uses }) => uses)
    .filter(use => use.start >= start && use.end <= end && use.parent?.kind !== 'import_from_statement')
}

/** The simple statement, the decorator or the header that a node stands in. */
function lineOf(node: Node): Node {
  let line = node
  while (line.parent && !is(line.parent, 'block', 'module') && !is(line, 'decorator') && !/_clause$/.test(line.kind))
    line = line.parent
  return line
}

/** What a line says itself, without the statements in it. */
function own(line: Node): Node[] {
  return [...descendants(line, node => !is(node, 'block') && (node === line || !/_clause$/.test(node.kind)))]
}

/** The bindings that each line adds to. */
function definitionsByLine({ scopes }: ReturnType<typeof bind>): ReadonlyMap<Node, readonly Binding[]> {
  const found = new Map<Node, Binding[]>()
  for (const binding of [...scopes.values()].flatMap(({ bindings }) => [...bindings.values()]))
    for (const { name } of binding.definitions) found.set(lineOf(name), [...(found.get(lineOf(name)) ?? []), binding])
  return found
}

/** The lines of a statement that give something to callers, attributes and globals, or to local names that such lines read. */
function handingOn(statement: Node, definitionsAt: ReadonlyMap<Node, readonly Binding[]>): ReadonlySet<Node> {
  const lines = new Set([...descendantsOf(statement, ['identifier'])].map(lineOf))
  const found = new Set([...lines].filter(line => handsOn(line, definitionsAt.get(line) ?? [])))
  for (let before = -1; before < found.size; ) {
    before = found.size
    const read = new Set(
      [...found].flatMap(line =>
        own(line)
          .filter(node => is(node, 'identifier'))
          .map(nameText),
      ),
    )
    for (const line of lines) if (definitionsAt.get(line)?.some(({ name }) => read.has(name))) found.add(line)
  }
  return found
}

function handsOn(line: Node, bound: readonly Binding[]): boolean {
  const around = closest(line.parent, 'function_definition')
  if (!around || is(line, 'function_definition', 'class_definition', 'decorator', 'return_statement')) return true
  if (closest(line, 'class_definition', 'function_definition')?.kind === 'class_definition') return true
  if (bound.some(({ scope }) => scope.kind === 'module')) return true
  return own(line).some(
    node =>
      is(node, 'yield', 'lambda') ||
      (is(node, 'attribute', 'subscript') && isTarget(node) && is(line, 'expression_statement')),
  )
}

function namesIn(definition: Definition): string[] {
  return mentionsOf(definition).map(mention => mention.replace(/[.?].*/, ''))
}
