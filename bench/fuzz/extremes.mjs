// Files that are too much of one thing.

const lines = (count, line) => Array.from({ length: count }, (_, n) => line(n)).join('')
const body = (head, count, line) => `import asyncio\nimport time\n\n\n${head}\n${lines(count, line)}`
const main = 'async def main(pages, lock):'

/** What there is too much of, and the bytes. */
export const EXTREMES = Object.entries({
  '10,000 parentheses': () => `${'('.repeat(10_000)}1${')'.repeat(10_000)}\n`,
  '10,000 parentheses that are not closed': () => `x = ${'('.repeat(10_000)}\n`,
  '10,000 closing brackets': () => `x = 1${']'.repeat(10_000)}\n`,
  '5,000 brackets in a coroutine': () =>
    body(main, 1, () => `    x = ${'['.repeat(5000)}time.sleep(1)${']'.repeat(5000)}\n`),
  '1,000 nested functions': () =>
    `import time\n${lines(1000, n => `${' '.repeat(n)}async def f${n}():\n`)}${' '.repeat(1000)}time.sleep(1)\n`,
  '1,000 nested classes': () => `${lines(1000, n => `${' '.repeat(n)}class C${n}:\n`)}${' '.repeat(1000)}x = 1\n`,
  '100 nested blocks': () =>
    `import time\nasync def f():\n${lines(97, n => `${' '.repeat(n + 1)}if a:\n`)}${' '.repeat(98)}time.sleep(1)\n`,
  '1,000 with blocks': () => body(main, 1000, n => `    with open(pages[${n}]) as file:\n        text = file.read()\n`),
  '1,000 nested with blocks': () =>
    `async def f(a):\n${lines(1000, n => `${' '.repeat(n + 1)}with a as b${n}:\n`)}${' '.repeat(1001)}a()\n`,
  '1,000 try blocks': () =>
    body(main, 1000, () => '    try:\n        await asyncio.sleep(1)\n    except Exception:\n        pass\n'),
  '1,000 if blocks': () => body(main, 1000, n => `    if pages[${n}]:\n        time.sleep(${n})\n`),
  '1,000 loops': () => body(main, 1000, n => `    for page in pages[${n}]:\n        time.sleep(${n})\n`),
  '1,000 branches': () =>
    body(
      main,
      1,
      () =>
        `    if pages == -1:\n        pass\n${lines(1000, n => `    elif pages == ${n}:\n        time.sleep(${n})\n`)}`,
    ),
  '1,000 cases': () =>
    body(main, 1, () => `    match pages:\n${lines(1000, n => `        case ${n}:\n            time.sleep(${n})\n`)}`),
  '3,000 fixes': () => body(main, 3000, n => `    time.sleep(${n})\n`),
  '1,000 functions that call each other': () => lines(1000, n => `async def f${n}():\n    f${(n * 7 + 1) % 1000}()\n`),
  '2,000 assignments to one name': () => body(main, 2000, n => `    x = pages if x else f(x, ${n})\n`),
  '1,000 operands': () =>
    body(main, 1, () => `    x = ${Array.from({ length: 1000 }, (_, n) => `time.sleep(${n})`).join(' + ')}\n`),
  '1,000 calls in a chain': () => body(main, 1, () => `    x = pages${'.load()'.repeat(1000)}\n`),
  '150 calls in each other': () => body(main, 1, () => `    x = ${'asyncio.sleep('.repeat(150)}1${')'.repeat(150)}\n`),
  '200 lambdas in each other': () => body(main, 1, () => `    x = ${'lambda: '.repeat(200)}time.sleep(1)\n`),
  '60 fields of f-strings in each other': () =>
    body(main, 1, () => `    x = ${'f"{'.repeat(60)}time.sleep(1)${'}"'.repeat(60)}\n`),
  'a 10 MB line': () => `x = "${'a'.repeat(10 << 20)}"\n`,
  'a 1 MB line of calls': () => `x = [${'f(1), '.repeat((1 << 20) / 6)}]\n`,
  'a 10 MB comment in a coroutine': () => body(main, 1, () => `    time.sleep(1)  # ${'a'.repeat(10 << 20)}\n`),
  '100,000 empty lines': () => `import time\n${'\n'.repeat(100_000)}async def f():\n    time.sleep(1)\n`,
  '100,000 comments': () => `import time\n${'# page\n'.repeat(100_000)}async def f():\n    time.sleep(1)\n`,
  '100,000 lone carriage returns': () => `import time${'\r'.repeat(100_000)}async def f():\r    time.sleep(1)\r`,
  '100,000 open strings': () => `x = ${'"a\n'.repeat(100_000)}`,
  '100,000 words': () => `${'await async def '.repeat(25_000)}\n`,
  '100,000 backslashes': () => `x = ${'\\\n'.repeat(100_000)}1\n`,
  'a deep dedent': () => `if x:\n${' '.repeat(100_000)}time.sleep(1)\n`,
  '1 MB of NUL bytes': () => '\0'.repeat(1 << 20),
}).map(([what, text]) => [what, () => Buffer.from(text())])
