import { beforeAll, describe, expect, test } from 'vitest'
import { bind } from '../src/semantics/bind.ts'
import { outlineOf, scopeAlone } from '../src/semantics/outline.ts'
import type { Scope } from '../src/semantics/scopes.ts'
import { is } from '../src/syntax/node.ts'
import { parse } from '../src/syntax/parse.ts'
import { loadParser } from '../src/syntax/parser.ts'
import { fixtureTexts } from './fixture-texts.ts'

const TRICKY = [
  'def f():\n    global x, y\n    x = 1\n    def g():\n        global z\n        z = x\n    return g\n',
  'class C:\n    if (n := 1):\n        def m(self, a=(d := 2)):\n            self.a = [b := c for c in a]\n    v = [w := 3 for _ in n]\n',
  'def f(a, *b, c=1, **d):\n    e = a\n    def g():\n        nonlocal e\n        e = 2\n    for i, (j, k) in d: pass\n    global q\n    q = 1\n',
  'from m import *\nclass A[T]:\n    def f[U](self, u: U) -> T:\n        with u as (t, s): return t\n        del t\n',
  'match x:\n    case [a, *b]:\n        def f():\n            import c.d as e, g.h\n            try: pass\n            except E as i: pass\n',
]

beforeAll(loadParser)

const sources = [...TRICKY, ...fixtureTexts()]

describe('what is bound of a part of a file is what is bound there of all', () => {
  test('of modules and classes', () => {
    const differing = sources.filter(source => {
      const { root } = parse(source)
      const [outline, all] = [outlineOf(root), bind(root)]
      const outside = [...all.scopes].filter(
        ([node, { kind }]) => kind === 'module' || (kind === 'class' && outline.scopes.has(node)),
      )
      const stars = (of: typeof outline) => of.stars.map(({ start }) => start).join()
      return (
        stars(outline) !== stars(all) || outside.some(([node, scope]) => told(scope) !== told(outline.scopes.get(node)))
      )
    })
    expect(differing).toEqual([])
  })

  test('of functions', () => {
    let compared = 0
    const differing = sources.filter(source => {
      const all = bind(parse(source).root)
      return [...all.scopes].some(([node, scope]) => {
        const alone = is(node, 'function_definition') ? scopeAlone(node) : undefined
        if (alone) compared++
        return alone && told(alone) !== told(scope)
      })
    })
    expect(differing).toEqual([])
    expect(compared).toBeGreaterThan(1000)
  })
})

/** What a scope binds, and where. */
function told(scope: Scope | undefined): string {
  const bindings = [...(scope?.bindings.values() ?? [])]
  return JSON.stringify(
    bindings.map(({ name, definitions }) => [
      name,
      definitions.map(({ how, name: at, site, value }) => [how, at.start, site.start, site.end, value?.start]),
    ]),
  )
}
