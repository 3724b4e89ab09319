import { execFileSync } from 'node:child_process'
import { python } from '../bench/python.mjs'

/** Some modules of CPython's own library, as paths: real code that is on every machine with Python. */
export const libraryFiles: readonly string[] = ask(
  `
import glob, os
lib = os.path.dirname(os.__file__)
wanted = ["asyncio/*.py", "[a-e]*.py", "concurrent/futures/*.py", "unittest/*.py", "email/*.py", "test/test_grammar.py", "test/test_coroutines.py"]
json.dump(sorted(f for p in wanted for f in glob.glob(os.path.join(lib, p))), sys.stdout)
`,
) as string[]

/** Runs a script in CPython, which reads JSON from standard input and writes JSON. */
export function ask(script: string, input: unknown = null): unknown {
  const prelude =
    'import ast, json, sys, symtable, warnings\nwarnings.simplefilter("ignore")\nsys.setrecursionlimit(20000)\n'
  return JSON.parse(
    execFileSync(python.command, ['-c', prelude + script], {
      input: JSON.stringify(input),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    }),
  )
}
