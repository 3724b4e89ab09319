import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bind } from '../src/semantics/bind.ts'
import { PythonFile } from '../src/semantics/python-file.ts'
import type { Scope } from '../src/semantics/scopes.ts'
import { descendants, descendantsOf, field, is, type Node } from '../src/syntax/node.ts'
import { parse } from '../src/syntax/parse.ts'
import { ask, libraryFiles } from './cpython.ts'

/** For each function, lambda and class, by kind and line: its names, and whether they are local, free or global. */
const SYMBOLS = `
def visit(table, found):
    kind = str(table.get_type()).split(".")[-1].lower()
    if kind in ("function", "class"):
        for symbol in table.get_symbols():
            if "__" in symbol.get_name() or symbol.get_name().startswith("."):
                continue
            place = "local" if symbol.is_local() else "free" if symbol.is_free() else "global"
            found.setdefault(f"{table.get_name()}:{table.get_lineno()}", {})[symbol.get_name()] = place
    for child in table.get_children():
        visit(child, found)

tables = {}
for name, source in json.load(sys.stdin).items():
    try:
        top = symtable.symtable(source, name, "exec")
    except SyntaxError:
        continue
    tables[name] = {}
    visit(top, tables[name])
json.dump(tables, sys.stdout)
`

/** The same of our own scopes; comprehensions are left out, for newer CPythons inline them. */
function symbolsOf(source: string): Map<string, Map<string, string>> {
  const tree = parse(source)
  const bindings = bind(tree.root)
  const symbols = new Map<string, Map<string, string>>()
  const usedIn = new Map<Scope | undefined, Map<string, Scope>>()
  for (const used of descendantsOf(tree.root, ['identifier'])) {
    const owner = bindings.of.get(used)?.scope
    if (!owner) continue
    const scope = innermost(used.parent, bindings.scopes)
    const names = usedIn.get(scope) ?? new Map<string, Scope>()
    usedIn.set(scope, names.set(used.text, owner))
  }
  for (const [node, scope] of bindings.scopes) {
    if (!is(node, 'function_definition', 'class_definition')) continue
    const decorated = is(node.parent, 'decorated_definition') ? node.parent : node
    const line = source.slice(0, decorated.start).split('\n').length
    const names = new Map<string, string>()
    for (const [name, owner] of usedIn.get(scope) ?? [])
      names.set(name, owner === scope ? 'local' : owner.kind === 'module' ? 'global' : 'free')
    for (const inner of comprehensionsIn(scope, bindings.scopes.values()))
      for (const name of inner.bindings.keys()) names.delete(name)
    symbols.set(`${field(node, 'name').text}:${line}`, names)
  }
  return symbols
}

/** The scope whose body directly holds a node that is no default, decorator or annotation of another. */
function innermost(node: Parameters<typeof bind>[0]['parent'], scopes: ReadonlyMap<unknown, Scope>): Scope | undefined {
  for (let at = node, child = node; at; child = at, at = at.parent) {
    const scope = scopes.get(at)
    if (scope && (child?.role === 'body' || !is(at, 'function_definition', 'lambda', 'class_definition'))) return scope
    if (scope && child?.role === 'parameters') return undefined
  }
  return undefined
}

function comprehensionsIn(scope: Scope, all: Iterable<Scope>): Scope[] {
  return [...all].filter(other => other.kind === 'comprehension' && other.parent === scope)
}

test('names are local, free or global as symtable says', () => {
  const sources = Object.fromEntries(libraryFiles.map(file => [file, readFileSync(file, 'utf8')]))
  const tables = ask(SYMBOLS, sources) as Record<string, Record<string, Record<string, string>>>
  let compared = 0
  for (const [file, scopes] of Object.entries(tables)) {
    const ours = symbolsOf(sources[file] ?? '')
    for (const [scope, names] of Object.entries(scopes)) {
      for (const [name, place] of Object.entries(names)) {
        const own = ours.get(scope)?.get(name)
        if (own === undefined) continue
        compared++
        expect({ file, scope, name, place: own }).toEqual({ file, scope, name, place })
      }
    }
  }
  expect(compared).toBeGreaterThan(15_000)
})

describe('a use finds the definition that Python finds', () => {
  /** The line on which each use of `x` in the source is defined; 0 where no definition is in sight. */
  const definitionsOfX = (source: string) => {
    const file = new PythonFile('x.py', source, {
      target: 13,
      runtime: 'auto',
      coroutineFunctions: [],
      taskStarters: [],
      blockingCalls: [],
    })
    const isDeclared = (node: Node) => is(node.parent, 'global_statement', 'nonlocal_statement')
    const named = [...descendants(file.tree.root)].filter(
      node => is(node, 'identifier') && node.text === 'x' && !isDeclared(node),
    )
    return named.flatMap(use => {
      const binding = file.bindingOf(use)
      if (binding && !binding.uses.includes(use)) return []
      return [binding ? source.slice(0, binding.definitions[0]?.name.start).split('\n').length : 0]
    })
  }

  test.each<[string, string, number[]]>([
    [
      'a class body is not seen from its methods',
      'x = 1\nclass C:\n    x = 2\n    def f(self):\n        return x\n',
      [1],
    ],
    ['a class body sees itself', 'x = 1\nclass C:\n    x = 2\n    y = x\n', [3]],
    ['a comprehension in a class does not see it', 'x = 1\nclass C:\n    x = 2\n    y = [x for _ in range(1)]\n', [1]],
    ['the first iterable of one does', 'x = 1\nclass C:\n    x = 2\n    y = [0 for _ in x]\n', [3]],
    ['a comprehension variable stays inside', 'x = 1\ny = [x for x in range(3)]\nprint(x)\n', [2, 1]],
    ['a walrus leaves a comprehension', 'def f():\n    y = [x := 1 for _ in range(3)]\n    return x\n', [2]],
    ['global goes to the module', 'x = 1\ndef f():\n    global x\n    x = 2\n    return x\n', [1]],
    [
      'nonlocal goes to the function around',
      'x = 1\ndef f():\n    x = 2\n    def g():\n        nonlocal x\n        x = 3\n        return x\n',
      [3],
    ],
    [
      'a global declaration hides the function between',
      'x = 1\ndef f():\n    global x\n    def g():\n        return x\n',
      [1],
    ],
    ['a default belongs outside', 'x = 1\ndef f(x=x):\n    return x\n', [1, 2]],
    ['a decorator belongs outside', 'x = 1\n@x\ndef f(x):\n    return x\n', [1, 3]],
    ['a lambda has its own', 'x = 1\nf = lambda x: x\n', [2]],
    ['except binds', 'try:\n    pass\nexcept E as x:\n    print(x)\n', [3]],
    ['with binds', 'with f() as (a, x):\n    print(x)\n', [1]],
    ['match captures', 'match f():\n    case [x, *_] if x:\n        print(x)\n', [2, 2]],
    ['match values are uses', 'import x\nmatch f():\n    case x.y:\n        pass\n', [1]],
    ['type parameters bind for the function', 'def f[x](a: x) -> x:\n    return x\n', [1, 1, 1]],
    ['type parameters see the class', 'class C:\n    x = int\n    def f[T: x](self): pass\n', [2]],
    [
      'a method with type parameters does not',
      'x = 1\nclass C:\n    x = 2\n    def f[T](self):\n        return x\n',
      [1],
    ],
    ['del makes a name local', 'x = 1\ndef f():\n    print(x)\n    del x\n', [4]],
    ['a parenthesised annotation declares nothing', 'def f():\n    (x): int\n    return x\n', [0, 0]],
    ['identifiers are compared in form NFKC', 'ｘ = 1\nprint(x)\n', [1]],
    ['unknown names are unknown', 'print(x)\n', [0]],
  ])('%s', (_, source, lines) => {
    expect(definitionsOfX(source)).toEqual(lines)
  })
})
