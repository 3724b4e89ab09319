import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mend } from '../src/run/mend.ts'
import { PythonFile } from '../src/semantics/python-file.ts'
import { parse } from '../src/syntax/parse.ts'
import { ask } from './cpython.ts'
import { unsafeSettings } from './fixture.ts'

/** Which of some sources CPython parses. */
const PARSED = `
def is_parsed(source):
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True

json.dump([is_parsed(source) for source in json.load(sys.stdin)], sys.stdout)
`
/** The library's own tests of the grammar's corners, as texts. */
const TESTS = `
import glob, os
words = "grammar syntax patma fstring named_expressions type_params type_aliases positional_only_arg unpack_ex except_star with coroutines asyncgen generators decorators compile string_literals int_literal float annotationlib type_comments tokenize eof keywordonlyarg genexps listcomps setcomps global scope raise exceptions"
folder = os.path.join(os.path.dirname(os.__file__), "test")
files = [os.path.join(folder, f"test_{word}.py") for word in words.split()]
json.dump([open(file, encoding="utf-8", errors="surrogateescape", newline="").read() for file in files if os.path.exists(file)], sys.stdout)
`
const corners = JSON.parse(readFileSync('test/corners.json', 'utf8')) as string[]
const settings = unsafeSettings(13)

/** Python that CPython parses and the grammar does not: none that is known, so that what is found is to be mended or listed here. */
const MISREAD: readonly string[] = []

test('what CPython parses is read, but for what is listed', () => {
  const sources = [...corners, ...(ask(TESTS) as string[])]
  const isParsed = ask(PARSED, sources) as boolean[]
  const valid = sources.filter((_, index) => isParsed[index])
  expect(valid.length).toBeGreaterThan(300)
  expect(valid.filter(source => parse(source).errors.length > 0)).toEqual(MISREAD)
})

test('nothing in or around what is not read is edited', () => {
  const broken = 'x = 1 2'
  const pitfall = (name: string) => `async def ${name}():\n    time.sleep(1)\n`
  const inFunction = `import time\n\n\nasync def f():\n    time.sleep(1)\n    ${broken}\n    time.sleep(2)\n`
  const onLine = `import time\n\n\nasync def f():\n    time.sleep(1); ${broken}\n`
  const beside = `import time\n\n\n${pitfall('before')}${broken}\n${pitfall('after')}`
  const unfinished = `import time\n\n\ndef f():\n    @cached\n\n\nasync def g(): time.sleep(1)\n`
  for (const source of [inFunction, onLine, beside, unfinished])
    expect(mend(new PythonFile('x.py', source, settings.model), settings).text).toBe(source)
})
