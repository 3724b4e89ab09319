import { expect, test } from 'vitest'
import { applyEdits } from '../src/fix/apply.ts'
import { type Change, changesOutside } from './soundness.ts'

/** A change given as one text: `[-…-]` is taken away and `[+…+]` is put in. */
function change(marked: string): Change {
  const edits: { start: number; end: number; text: string }[] = []
  let before = ''
  let at = 0
  for (const mark of marked.matchAll(/\[-(.*?)-\]\[\+(.*?)\+\]|\[-(.*?)-\]|\[\+(.*?)\+\]/gs)) {
    before += marked.slice(at, mark.index)
    const old = mark[1] ?? mark[3] ?? ''
    edits.push({ start: before.length, end: before.length + old.length, text: mark[2] ?? mark[4] ?? '' })
    before += old
    at = mark.index + mark[0].length
  }
  before += marked.slice(at)
  return { before, after: applyEdits(before, edits), edits }
}

const block = 'async def load(page):\n    with lock:\n        first(page)\n        second(page)\n    third(page)\n'

const sound = [
  '[+import asyncio\n+]import time\n\nasync def f():\n    [-time.sleep-][+await asyncio.sleep+](1)\n',
  'import os[-, time-]\nx = "é\u{1f40d}"; [+await +]f()\n',
  'async def f():\n    if [+await +]page() == 1: pass\n    x = [+await +]page() ** 2\n    return (not [+await +]page())\n',
  'async def f():\n    x = ([+await +]page() if [+await +]is_there() else None)\n',
  '[+async +]def f(x):\n    return [+(await +]g(x)[+)+].text\n',
  'async def f():\n    x = [+await run(+]requests.get[-(-][+, +]url, *rest)\n',
  'async def f():\n[+    async with lock:\n+]    [+    +]first(1)\n    [+    +]second("""\n""" + f"{x}")\n',
  'try:\n    f()\n[+except Cancelled:\n    raise\n+]except Exception:\n    pass\n',
  'def f():\n    g()[+\n    h()+]\n\n\ndef k(): pass\n',
  '[+@mark\n+]def f(): pass\n\n[+@mark\n+]@other\nclass A: pass\n',
  'match page:\n    case 1:\n        [-f-][+await g+]()\n    case _: pass\n',
  'x = \\\r\n  [+await +]f(\r\n  1)\rf(2)\r',
]

const unsound: [marked: string, what: string][] = [
  ['x = (await [+g(+]a or b).c[+)+]\n', 'BoolOp `await a or b`'],
  ['x = [-(-]a + b[-)-] * c\n', 'Name `c`'],
  ['x = [+a+]b\n', 'Name `b`'],
  ['[+# +]f()\n', 'Name `f`'],
  ['[+"""+]f()\ng()[+"""+]\nh()\n', '`g`'],
  ['x = """\n[+  +]text"""\n', 'Assign'],
  ['if a:\n    b()\n[-    -]c()\n', 'Expr `c()` of line 3'],
  ['if a:\n    b()\n[+else:\n+]    c()\n', 'Expr `c()` of line 3'],
  ['try:\n    a()\nexcept E:\n    b()\n[+finally:\n    x()\n+]    c()\n', 'Expr `c()` of line 5'],
  ['def f():\n    a()\n[+def g():\n    x()\n+]    b()\n', 'Expr `b()` of line 3'],
  ['for x in y:\n    a()\n[-    -][+if x:\n        +]b()\n[-    -]c()\n', 'Expr `c()` of line 4'],
  ['@mark\n[+def g(): pass\n+]def f(): pass\n', 'Name `mark`'],
  ['match page:\n    case 1:\n        a()\n[+    case 2:\n        x()\n+]        b()\n', 'Expr `b()` of line 4'],
  [block.replace('        second', '[-        -][+    +]second'), 'Expr `second(page)` of line 4'],
  [block.replace('    third', '[+    +]    third'), 'Expr `third(page)` of line 5'],
  ['x = 1\n[+f(+]', 'no longer parses'],
]

test('edits that change no more than they say are passed', () => {
  expect(changesOutside(new Map(sound.map(marked => [marked, change(marked)])))).toEqual({})
})

test('edits that change more than they say are told', () => {
  const complaints = changesOutside(new Map(unsound.map(([marked]) => [marked, change(marked)])))
  for (const [marked, what] of unsound)
    expect([marked, complaints[marked]]).toEqual([marked, expect.stringContaining(what)])
})

test('a change without an edit is told', () => {
  const change = { before: 'x = 1\n', after: 'x = 2\n', edits: [] }
  expect(changesOutside(new Map([['x', change]]))).toEqual({ x: 'characters outside the edits changed' })
})
