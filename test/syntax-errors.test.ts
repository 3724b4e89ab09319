import { describe, expect, test } from 'vitest'
import { field, is } from '../src/syntax/node.ts'
import { parse } from '../src/syntax/parse.ts'

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

test('where a body is missing the error reaches over the next line, at which Python notices', () => {
  const source = 'class Page:\n\nclass Pages(TestCase):\n    pass\n'
  expect(parse(source).errors).toEqual([{ start: 11, end: source.indexOf(':\n    pass') + 1 }])
})
