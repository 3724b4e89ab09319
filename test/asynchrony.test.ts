import { beforeAll, expect, test } from 'vitest'
import { type Definition, definitionsIn, mentionsOf } from '../src/project/asynchrony/definitions.ts'
import { bind } from '../src/semantics/bind.ts'
import type { Scope } from '../src/semantics/scopes.ts'
import type { ModuleEntity } from '../src/semantics/types/entities.ts'
import { is, type Node } from '../src/syntax/node.ts'
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

test('without being parsed, a text shows all names that what it binds is made of', () => {
  let compared = 0
  const missed = sources.flatMap(source => {
    const { statements } = definitionsIn(source, module)
    const { module: scope } = bind(parse(source).root)
    return [...scope.bindings.values()].flatMap(({ name, definitions }) =>
      definitions.flatMap(({ site }) => {
        const statement = boundIn(site)
        const used =
          isAscii(name) && !is(statement, 'import_statement', 'import_from_statement') ? usedIn(statement, scope) : []
        compared += used.length
        const mentioned = new Set((statements.get(name) ?? []).flatMap(namesIn))
        return used.filter(each => !mentioned.has(each)).map(each => `${name}: ${each}`)
      }),
    )
  })
  expect(missed).toEqual([])
  expect(compared).toBeGreaterThan(3000)
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

/** The names of a module that are read in a part of it. */
function usedIn({ start, end }: Node, { bindings }: Scope): string[] {
  const isUsed = ({ uses }: { readonly uses: readonly Node[] }) =>
    uses.some(use => use.start >= start && use.end <= end && use.parent?.kind !== 'import_from_statement')
  return [...bindings.values()].filter(each => isAscii(each.name) && isUsed(each)).map(({ name }) => name)
}

function namesIn(definition: Definition): string[] {
  return mentionsOf(definition).map(mention => mention.replace(/[.?].*/, ''))
}
