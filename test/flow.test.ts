import { describe, expect, test } from 'vitest'
import { always, at, leads, type Test } from '../src/semantics/flow/flow.ts'
import { suspends } from '../src/semantics/flow/point.ts'
import { is, type Node } from '../src/syntax/node.ts'
import { flowIn } from './flow-in-source.ts'

const inCoroutine = (body: string) => `async def work(self):\n${body.replace(/^/gm, '    ')}\n`

/** The points of a piece of code; `=self.n` where it is written. */
function of(text: string): Test {
  const isWrite = text.startsWith('=')
  return ({ node, does }) =>
    node.text === (isWrite ? text.slice(1) : text) && (isWrite ? does === 'bind' : !['bind', 'end'].includes(does))
}

describe('a path leads from one piece of code to another', () => {
  test.each<[string, string, string, string, boolean, boolean]>([
    // what, body, from, to, is there a path, is there one on which other tasks run
    ['in order', 'x = self.n\nawait f()\nself.n = x', 'self.n', '=self.n', true, true],
    ['and not back', 'x = self.n\nself.m = x', 'self.m', 'self.n', false, false],
    ['an augmented assignment reads first', 'self.n += await f()', 'self.n', '=self.n', true, true],
    ['an assignment writes last', 'self.n = await f(self.n)', 'self.n', '=self.n', true, true],
    ['an argument comes before the call', 'self.n = g(await f(), self.n)', 'self.n', '=self.n', true, false],
    ['the other branch', 'if a():\n    await f()\nelse:\n    b()', 'a()', 'b()', true, false],
    ['branches exclude each other', 'if x:\n    a()\nelse:\n    b()', 'a()', 'b()', false, false],
    ['elif tests in turn', 'if a():\n    pass\nelif await f():\n    pass\nelse:\n    b()', 'a()', 'b()', true, true],
    ['a loop comes back', 'while x():\n    b()\n    await f()\n    a()', 'a()', 'b()', true, true],
    [
      'a loop comes back through what is in it',
      'for y in z:\n    b()\n    a()\n    await f()',
      'a()',
      'b()',
      true,
      true,
    ],
    ['break leaves', 'while True:\n    a()\n    break\n    await f()\nb()', 'a()', 'b()', true, false],
    ['while True does not end', 'while True:\n    a()\nb()', 'a()', 'b()', false, false],
    ['break skips else', 'for y in z:\n    a()\n    break\nelse:\n    b()', 'a()', 'b()', false, false],
    ['continue goes back', 'while b():\n    a()\n    continue\n    await f()', 'a()', 'b()', true, false],
    ['return ends', 'a()\nreturn\nb()', 'a()', 'b()', false, false],
    ['dead code is nowhere', 'return\na()\nb()', 'a()', 'b()', false, false],
    ['raise ends', 'a()\nraise E\nb()', 'a()', 'b()', false, false],
    ['a call may fail', 'try:\n    a()\nexcept E:\n    b()', 'a()', 'b()', true, false],
    ['a failed await is one', 'try:\n    a()\n    await f()\nexcept E:\n    b()', 'a()', 'b()', true, true],
    ['else is not guarded', 'try:\n    x = 1\nexcept E:\n    b()\nelse:\n    a()', 'a()', 'b()', false, false],
    ['finally on return', 'try:\n    a()\n    return\nfinally:\n    b()', 'a()', 'b()', true, false],
    ['after finally, on', 'try:\n    a()\nfinally:\n    await f()\nb()', 'a()', 'b()', true, true],
    ['finally on return goes no further', 'try:\n    return a()\nfinally:\n    c()\nb()', 'a()', 'b()', false, false],
    [
      'a handler exits through finally',
      'try:\n    x\nexcept:\n    return a()\nfinally:\n    b()',
      'a()',
      'b()',
      false,
      false,
    ],
    [
      'a bare handler catches all',
      'try:\n    try:\n        a()\n    except:\n        pass\nexcept E:\n    b()',
      'a()',
      'b()',
      false,
      false,
    ],
    [
      'others may let it pass',
      'try:\n    try:\n        a()\n    except D:\n        pass\nexcept E:\n    b()',
      'a()',
      'b()',
      true,
      false,
    ],
    ['async with waits', 'a()\nasync with self.lock:\n    b()', 'a()', 'b()', true, true],
    ['with does not', 'a()\nwith self.lock:\n    b()', 'a()', 'b()', true, false],
    ['leaving waits', 'async with self.lock:\n    a()\nb()', 'a()', 'b()', true, true],
    ['a with statement may swallow', 'with suppress(E):\n    a()\n    raise E\nb()', 'a()', 'b()', true, false],
    ['async for waits', 'async for x in a():\n    b()', 'a()', 'b()', true, true],
    ['a comprehension loops', 'y = [b() for x in a() if c()]', 'c()', 'b()', true, false],
    ['to its first part', 'y = [b() for x in a() if c()]', 'b()', 'c()', true, false],
    ['but not to its iterable', 'y = [b() for x in a() if c()]', 'b()', 'a()', false, false],
    ['an asynchronous one waits', 'y = [b() async for x in a()]', 'a()', 'b()', true, true],
    ['a generator expression is not run', 'y = (b() for x in a())', 'a()', 'b()', false, false],
    ['nor a lambda', 'a()\ny = lambda: b()', 'a()', 'b()', false, false],
    ['nor a function', 'a()\ndef g():\n    b()', 'a()', 'b()', false, false],
    ['but its defaults', 'a()\ndef g(x=b()):\n    pass', 'a()', 'b()', true, false],
    ['and skips what it does not', 'a() or b()', 'a()', 'b()', true, false],
    ['a false side goes on', 'if a() and await f():\n    pass\nelse:\n    b()', 'a()', 'b()', true, true],
    [
      'a true conjunction has evaluated both',
      'if not (a() and await f()):\n    pass\nelse:\n    b()',
      'a()',
      'b()',
      true,
      true,
    ],
    ['conditional expressions choose', 'x = a() if c() else b()', 'a()', 'b()', false, false],
    ['a chain of comparisons stops early', 'x = a() < c() < await f()\nb()', 'a()', 'b()', true, true],
    [
      'match tries in turn',
      'match a():\n    case 1:\n        await f()\n    case _:\n        b()',
      'a()',
      'b()',
      true,
      false,
    ],
    ['a case for all is the last', 'match a():\n    case x:\n        return\nb()', 'a()', 'b()', false, false],
    ['an assertion may fail', 'try:\n    assert a\nexcept E:\n    b()', 'a', 'b()', true, false],
    ['yield hands over', 'a()\nyield 1\nb()', 'a()', 'b()', true, true],
    ['a class body is run', 'a()\nclass C:\n    x = b()', 'a()', 'b()', true, false],
    ['annotations are not', 'a()\nx: b() = 1', 'a()', 'b()', false, false],
    ['a walrus binds', 'if (x := a()):\n    b()', '=x', 'b()', true, false],
    ['names of arguments are no reads', 'a()\ng(b=1)', 'a()', 'b', false, false],
  ])('%s', (_, body, from, to, isReached, isReachedOverAwait) => {
    const flow = flowIn(inCoroutine(body))
    expect(leads(flow, of(from), of(to))).toBe(isReached)
    expect(leads(flow, of(from), of(to), { through: suspends })).toBe(isReachedOverAwait)
  })

  test('that does not pass another', () => {
    const flow = flowIn(inCoroutine('x = self.n\nawait f()\nx = self.m\nself.n = x'))
    expect(leads(flow, of('self.n'), of('=self.n'), { through: suspends, avoiding: of('self.m') })).toBe(false)
    expect(leads(flow, of('self.n'), of('=self.n'), { through: suspends, avoiding: of('self.k') })).toBe(true)
  })

  test('without exceptions, if asked', () => {
    const flow = flowIn(inCoroutine('try:\n    a()\nexcept E:\n    b()'))
    expect(leads(flow, of('a()'), of('b()'), { exceptions: false })).toBe(false)
  })
})

describe('every path meets', () => {
  const handler: Test = ({ does }) => does === 'catch'
  const raised: Test = ({ node }) => is(node, 'raise_statement')
  const caught = (body: string) => `try:\n    await f()\nexcept E:\n${body.replace(/^/gm, '    ')}`

  test.each<[string, string, boolean]>([
    ['raise', caught('log()\nraise'), true],
    ['no raise', caught('log()'), false],
    ['raise on one branch', caught('if x:\n    raise'), false],
    ['raise on both', caught('if x:\n    raise\nelse:\n    raise E'), true],
    ['raise in a loop that may not run', caught('for x in y:\n    raise'), false],
    ['raise in one that does', caught('while True:\n    if x():\n        raise'), true],
    ['raise, whatever comes after it', caught('try:\n    raise\nfinally:\n    return'), true],
    ['return before', caught('return\nraise'), false],
    ['raise in finally', caught('try:\n    return\nfinally:\n    raise'), true],
    ['what a with statement may swallow', caught('with x:\n    raise'), true],
  ])('%s', (_, body, isMet) => {
    const flow = flowIn(inCoroutine(body))
    expect(always(flow, handler, raised)).toBe(isMet)
  })
})

test('a node has its points', () => {
  const flow = flowIn(inCoroutine('self.n += 1'))
  const left = flow.find(({ node }) => node.text === 'self.n')?.node as Node
  expect(
    flow
      .filter(at(left))
      .map(({ does }) => does)
      .sort(),
  ).toEqual(['bind', 'evaluate'])
  expect(flow.filter(at(left, 'bind'))).toHaveLength(1)
})
