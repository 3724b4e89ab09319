import { describe, expect, test } from 'vitest'
import { descendants, is } from '../src/syntax/node.ts'
import { parse } from '../src/syntax/parse.ts'

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
