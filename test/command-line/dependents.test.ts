import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { Sandbox, SLEEPY } from './sandbox.ts'
import { cacheFilesIn, tamperWithAll } from './tampering.ts'

const sandbox = new Sandbox()
const { aiomend, read, write } = sandbox
const check = (...args: string[]) => aiomend(['check', '--format', 'json', '--unsafe', ...args])

const WAITS = `import time
from app.clients import Client

LIMIT = 10


def unrelated(count):
    for each in range(count):
        print(each)
    return Client()


class Pool:
    def open(self):
        self.client = Client()

    def close(self):
        print('closed')


def pause():
    print('paused')


def load():
    time.sleep(1)
`
const changed = (before: string, after: string) => {
  expect(WAITS).toContain(before)
  return WAITS.replace(before, after)
}

/** A file that asks another whether what it calls is a coroutine function. */
const ASKS = `from app.waits import Pool, pause\n${SLEEPY}    pause()\n    Pool().close()\n`

beforeEach(() => {
  write('app/__init__.py', '')
  write('app/clients.py', 'class Client:\n    def get(self):\n        pass\n')
  write('app/waits.py', WAITS)
})

describe('the cache answers for a file', () => {
  test.each([
    ['a comment', () => `${WAITS}# the end\n`],
    ['lines before all others', () => `# Waits.\n\n${WAITS}`],
    ['the body of a function that it does not ask about', () => changed('print(each)', 'print(each, each)')],
    [
      'a method that it does not ask about',
      () => changed('Client()\n\n    def', 'Client()\n        print()\n\n    def'),
    ],
  ])('that asks a module of which another part has changed: %s', (_, text) => {
    write('app/jobs.py', ASKS)
    check()
    tamperWithAll(sandbox.folder)
    write('app/waits.py', text())
    expect(check().stdout).toContain('was kept')
  })

  test('that asks a module which says more than what its names are', () => {
    write('app/pauses.py', "from app.clients import *\n\n__all__ = ['Client', 'pause']\n\nClient.get = print\n\n")
    const beside = read('app/pauses.py')
    write('app/pauses.py', `${beside}${WAITS}`)
    write('app/jobs.py', ASKS.replace('app.waits', 'app.pauses'))
    check()
    tamperWithAll(sandbox.folder)
    write('app/pauses.py', `${beside}# Waits.\n${WAITS}`)
    expect(check().stdout).toContain('was kept')
  })

  test.each([
    ['it becomes a coroutine function', () => changed('def pause', 'async def pause')],
    ['a method becomes one', () => changed('def close', 'async def close')],
    ['it is gone', () => changed('def pause', 'def paused')],
    ['it is replaced', () => `${WAITS}\npause = Pool().close\n`],
    ['a variable is new', () => `${WAITS}\nSLOW = True\n`],
    ['the class has a base', () => changed('class Pool:', 'class Pool(Client):')],
    ['it blocks', () => changed("print('paused')", 'time.sleep(1)')],
  ])('only as long as what it asks about is the same: %s', (_, text) => {
    write('app/jobs.py', ASKS)
    check()
    tamperWithAll(sandbox.folder)
    write('app/waits.py', text())
    const { stdout } = check()
    expect(stdout).not.toContain('was kept')
    expect(stdout).toBe(check('--no-cache').stdout)
  })

  test('only as long as the lines are the same that it tells', () => {
    write('app/jobs.py', 'from app.waits import load\n\n\nasync def main():\n    load()\n')
    expect(check().stdout).toContain('(app/waits.py:26)')
    write('app/waits.py', `\n${WAITS}`)
    expect(check().stdout).toContain('(app/waits.py:27)')
  })

  test('only as long as the lines are the same of the test that replaces what it calls', () => {
    const patches = "from unittest.mock import patch\n\nwith patch('app.jobs.time.sleep'):\n    pass\n"
    write('pyproject.toml', '')
    write('app/jobs.py', SLEEPY)
    write('tests/test_jobs.py', patches)
    expect(check().stdout).toContain('tests/test_jobs.py:3')
    write('tests/test_jobs.py', `\n${patches}`)
    expect(check().stdout).toContain('tests/test_jobs.py:4')
    write('tests/test_jobs.py', 'from unittest.mock import patch\n')
    expect(check().stdout).not.toContain('tests/test_jobs.py')
  })

  test('only where it is known what was asked, whatever another run has kept meanwhile', () => {
    write('app/jobs.py', ASKS)
    check()
    const kept = cacheFilesIn(sandbox.folder).filter(file => readFileSync(file).includes('"editions"'))
    const before = kept.map(file => [file, readFileSync(file)] as const)
    write('app/more.py', 'from app.waits import Pool\n\n\nasync def main():\n    Pool().open()\n')
    check()
    for (const [file, bytes] of before) {
      writeFileSync(file, bytes)
      rmSync(file.replace(/json$/, 'recent'), { force: true })
    }
    write('app/waits.py', changed('def open', 'async def open'))
    expect(check().stdout).toContain('app/more.py')
  })

  test('over several changes that say the same, and then one that does not', () => {
    write('app/jobs.py', ASKS)
    check()
    for (const text of [`# 1\n${WAITS}`, `# 2\n# 2\n${WAITS}`, WAITS]) {
      write('app/waits.py', text)
      tamperWithAll(sandbox.folder)
      expect(check().stdout).toContain('was kept')
    }
    write('app/waits.py', changed('def pause', 'async def pause'))
    expect(check().stdout).not.toContain('was kept')
  })
})
