import { describe, expect, test } from 'vitest'
import { mend } from '../src/run/mend.ts'
import { PythonFile } from '../src/semantics/python-file.ts'
import { unsafeSettings } from './fixture.ts'

const settings = unsafeSettings(9)

/** The file with a coroutine that sleeps at its end, mended; what stands above the coroutine. */
function above(prologue: string, body = '    time.sleep(1)\n'): string {
  const eol = prologue.includes('\r\n') ? '\r\n' : prologue.includes('\r') ? '\r' : '\n'
  const text = `${prologue}async def work():\n${body}`.replaceAll('\n', eol).replaceAll('\r\r', '\r')
  const mended = mend(new PythonFile('x.py', text, settings.model), settings).text
  expect(mended).toContain('await asyncio.sleep(1)')
  return mended.slice(0, mended.indexOf('async def work'))
}

const REST = 'T = time.monotonic()\n'

describe('a new import', () => {
  test.each([
    [
      'in the order of its group',
      'import abc\nimport time\nimport zlib\n',
      'import abc\nimport asyncio\nimport zlib\n',
    ],
    [
      'before the `from` imports of its group',
      `import time\nfrom abc import ABC\n${REST}`,
      `import asyncio\nimport time\nfrom abc import ABC\n${REST}`,
    ],
    [
      "in the standard library's group, not in the first",
      `import requests\n\nimport os\nimport time\n${REST}`,
      `import requests\n\nimport asyncio\nimport os\nimport time\n${REST}`,
    ],
    [
      'below the comment of the import before it',
      `import abc  # why\nimport time\n${REST}`,
      `import abc  # why\nimport asyncio\nimport time\n${REST}`,
    ],
    [
      'above the comment of the import after it',
      `import abc\n# why\nimport time\n${REST}`,
      `import abc\nimport asyncio\n# why\nimport time\n${REST}`,
    ],
    ['before two on one line', `import os; import time\n${REST}`, `import asyncio\nimport os; import time\n${REST}`],
    ['after an import that shares its line with code', `import time; ${REST}`, `import asyncio\nimport time; ${REST}`],
    [
      'below the docstring and the future',
      `"""Doc."""\nfrom __future__ import annotations\n\nimport time\n${REST}`,
      `"""Doc."""\nfrom __future__ import annotations\n\nimport asyncio\nimport time\n${REST}`,
    ],
    [
      'below the licence and the coding line',
      `#!/usr/bin/env python\n# coding: utf-8\n# Licence\nimport time\n${REST}`,
      `#!/usr/bin/env python\n# coding: utf-8\n# Licence\nimport asyncio\nimport time\n${REST}`,
    ],
    [
      'with the line ends of the file',
      `import time\r\n${REST.replace('\n', '\r\n')}`,
      `import asyncio\r\nimport time\r\n${REST.replace('\n', '\r\n')}`,
    ],
    [
      'with lone carriage returns',
      `import time\r${REST.replace('\n', '\r')}`,
      `import asyncio\rimport time\r${REST.replace('\n', '\r')}`,
    ],
  ])('goes %s', (_, before, after) => expect(above(before)).toBe(after))

  test('of an installed package begins a group of its own behind the standard library', () => {
    const text =
      'import shutil\n\nA = 1\n\ndef start():\n    import anyio\n    anyio.run(work)\n\nasync def work():\n    shutil.copy("a", "b", follow_symlinks=False)\n'
    const mended = mend(new PythonFile('x.py', text, settings.model), settings).text
    expect(mended).toMatch(/^import functools\nimport shutil\n\nimport anyio\n\nA = 1\n/)
  })

  test('stays clear of a backslash at the end of the line above', () => {
    const text = ' \\\n#\nasync def work():\n    input()\n'
    const mended = mend(new PythonFile('x.py', text, settings.model), settings).text
    expect(mended.indexOf('import asyncio')).toBeGreaterThan(mended.indexOf('#'))
  })

  test('goes below a docstring where no import is', () => {
    const text = '"""Doc."""\ndef work(url):\n    async def inner():\n        import time\n        time.sleep(1)\n'
    expect(mend(new PythonFile('x.py', text, settings.model), settings).text).toBe(
      '"""Doc."""\n\nimport asyncio\n\n\ndef work(url):\n    async def inner():\n        await asyncio.sleep(1)\n',
    )
  })
})

describe('an import whose last use is gone', () => {
  test.each([
    ['goes with its line', 'import time\n\n', 'import asyncio\n\n'],
    ['goes from a list', 'import os, time\nos.sep\n', 'import asyncio\nimport os\nos.sep\n'],
    [
      'stays where it shares its line',
      'import time; import os; os.sep\n',
      'import asyncio\nimport time; import os; os.sep\n',
    ],
    [
      'stays if `__all__` names it',
      'import time\n__all__ = ["time"]\n',
      'import asyncio\nimport time\n__all__ = ["time"]\n',
    ],
    [
      'stays if `__all__` is computed',
      'import time\n__all__ = [n for n in dir()]\n',
      'import asyncio\nimport time\n__all__ = [n for n in dir()]\n',
    ],
    [
      'stays if `__all__` grows by something unknown',
      'import time\n__all__ = []\n__all__ += names()\n',
      'import asyncio\nimport time\n__all__ = []\n__all__ += names()\n',
    ],
    ['goes if `__all__` names others', 'import time\n__all__ = ["work"]\n', 'import asyncio\n__all__ = ["work"]\n'],
    [
      'stays if a `noqa` comment guards it',
      'import time  # noqa: F401\n',
      'import asyncio\nimport time  # noqa: F401\n',
    ],
    ['stays if it is re-exported', 'import time as time\n', 'import asyncio\nimport time as time\n'],
    [
      'stays if an annotation in quotes uses it',
      'import time\nT: "time.struct_time"\n',
      'import asyncio\nimport time\nT: "time.struct_time"\n',
    ],
    ['goes if a string is its mere name', 'import time\nKEY = "time"\n', 'import asyncio\nKEY = "time"\n'],
    [
      'stays if a type comment uses it',
      'import time\nx = f()  # type: time.struct_time\n',
      'import asyncio\nimport time\nx = f()  # type: time.struct_time\n',
    ],
    [
      'stays if a doctest uses it',
      '"""\n>>> time.sleep(1)\n"""\nimport time\n',
      '"""\n>>> time.sleep(1)\n"""\nimport asyncio\nimport time\n',
    ],
    [
      'stays if `globals()` may read it',
      'import time\nglobals()[name]\n',
      'import asyncio\nimport time\nglobals()[name]\n',
    ],
    [
      'stays in `try` with another way to have it',
      'try:\n    import time\nexcept ImportError:\n    time = None\n',
      undefined,
    ],
  ])('%s', (_, before, after) => {
    if (after === undefined) {
      const text = `${before}async def work():\n    time.sleep(1)\n`
      const mended = mend(new PythonFile('x.py', text, settings.model), settings).text
      expect(mended).toContain(before)
    } else expect(above(before)).toBe(after)
  })

  test('stays if it was not used before either', () => {
    expect(above('import os\nimport time\n')).toBe('import asyncio\nimport os\n')
  })
})
