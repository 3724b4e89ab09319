import fc from 'fast-check'

/** Expressions that a transform has something to say of, where a coroutine evaluates them. */
const pitfalls = [
  'time.sleep(1)',
  'sleep(delay)',
  'requests.get(url)',
  'requests.get(url, timeout=5).json()["page"]',
  'requests.post(*urls, **options)',
  'subprocess.run(["ls"], check=True)',
  'subprocess.Popen(["ls"]).communicate()[0]',
  'input("? ").strip()',
  'open(path).read()',
  'json.load(open(path))',
  'Path(path).read_text()',
  'asyncio.get_event_loop()',
  'asyncio.run(fetch(url))',
  'asyncio.ensure_future(fetch(url))',
  'asyncio.wait([fetch(url), fetch(path)])',
  'fetch(url)',
  'client.load(url)',
]
/** Statements with a hole for an expression. */
const spots = [
  '_',
  'x = _',
  'x = y = _',
  'x: int = _',
  'x += _',
  'client.total += _',
  'client.pages[url] = _',
  'return _',
  'if _: pass',
  'while not (x := _): break',
  'for x in _: pass',
  'assert _, url',
  'print(f"{_!r:>10} {_}")',
  'x = [_ for x in urls]',
  'x = {k: _ for k in urls if _}',
  'x = (_ for x in urls)',
  'x = [y for x in _ for y in x]',
  'x = lambda: _',
  'x = _ if _ else _',
  'x = _ or _ and not _',
  'x = (_).attr[0](1)',
  'x = [*_, *_]',
  'fetch(_, key=_, **_)',
  'x = _ < _ == _',
  'x = -_ ** 2',
  'x = urls[_:_]',
  'with _ as x: pass',
  'with open(path) as f:\n        x = _',
  'try:\n        _\n    except OSError:\n        _\n    finally:\n        _',
  'def inner(x=_): return _',
  'class Inner(base):\n        x = _',
  '@decorate(_)\n    def inner(): pass',
  'async with _ as x: await x',
  'match _:\n        case 1 if _: pass',
  'x = (\n        _\n        .attr\n    )',
  'del urls[_]; x = _',
  'raise ValueError(_) from _',
  'yield _',
  'await _',
  'global total; total += _',
  'nonlocal_free = 1',
]
/** Programs with some of these statements in a function, whose holes are filled with some of the expressions. */
export const program = fc
  .tuple(
    fc.constantFrom('async def', 'def'),
    fc.array(fc.constantFrom(...spots), { minLength: 1, maxLength: 3 }),
    fc.array(fc.constantFrom(...pitfalls), { minLength: 30, maxLength: 30 }),
  )
  .map(([keyword, statements, expressions]) => {
    let hole = 0
    const body = statements.map(
      statement => `    ${statement.replace(/\b_\b/g, () => expressions[hole++ % expressions.length] ?? '')}`,
    )
    const imports = ['asyncio', 'json', 'requests', 'subprocess', 'time'].map(name => `import ${name}`)
    return `${[...imports, 'from pathlib import Path', 'from time import sleep'].join('\n')}


async def fetch(url, **options):
    return url


class Client:
    async def load(self, url):
        return url


client = Client()


${keyword} main(url, urls, path, delay, options, base, decorate):
${body.join('\n')}
`
  })
