import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { python } from '../bench/python.mjs'
import { ProjectFiles } from '../src/project/project.ts'
import { mend } from '../src/run/mend.ts'
import { SettingsFinder } from '../src/run/settings.ts'
import { PythonFile } from '../src/semantics/python-file.ts'
import { transforms } from './fixture.ts'
import { execute } from './python.ts'

test.runIf(python.minor >= 11)(
  'a module of 2015 does not run on today’s Python, and runs once it is mended',
  async () => {
    const path = 'examples/crawler.py'
    const settings = new SettingsFinder({ 'unsafe-fixes': true }, transforms).for(path)
    const before = readFileSync(path, 'utf8')
    const { text, remaining } = mend(new PythonFile(path, before, settings.model, new ProjectFiles()), settings)
    expect(remaining).toEqual([])
    expect(text).not.toMatch(/yield from|asyncio\.coroutine|loop/)
    const [old, mended] = await Promise.all([
      execute(new Map([['crawler.py', before]])),
      execute(new Map([['crawler.py', text]])),
    ])
    expect(old.stderr).toMatch(/AttributeError: .*coroutine/)
    expect(mended).toEqual({ status: 0, stdout: '/ 6\n/jobs 3\n/orders 3\n', stderr: '' })
  },
)
