import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { CacheSandbox } from './cache-sandbox.ts'
import { AWAKE, SLEEPY } from './sandbox.ts'
import { cacheFilesIn } from './tampering.ts'

const sandbox = new CacheSandbox()
const { aiomend, cached, check, read, tamper, write } = sandbox
const cacheFiles = () => cacheFilesIn(sandbox.folder)

const findingsOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout).findings

/** Files that ask of each other; what is given changes one of them, and what is found in another. */
function writeMany(pages: number): () => void {
  for (let page = 0; page < pages; page++) write(`pages/page_${page}.py`, SLEEPY)
  write('app/__init__.py', '')
  write('app/waits.py', 'def pause():\n    pass\n\nasync def later():\n    pass\n')
  write('app/jobs.py', `from app.waits import pause\n${SLEEPY}    pause()\n`)
  return () => write('app/waits.py', 'async def pause():\n    pass\n\nasync def later():\n    pass\n')
}

describe('the cache', () => {
  test('answers a second run over the same files, and is no part of the project', () => {
    write('jobs.py', SLEEPY)
    const first = check()
    expect(first.stdout).toContain('blocks every task')
    expect(read('.aiomend_cache/.gitignore')).toBe('*\n')
    expect(check()).toEqual(first)
    tamper()
    expect(check().stdout).toContain('was kept')
    expect(check('--no-cache').stdout).toContain('blocks every task')
  })

  test.each([
    ['the file', () => write('jobs.py', `${SLEEPY}\n`)],
    ['a module that it imports', () => write('app/waits.py', 'async def pause():\n    pass\n')],
    ['a module that was missing', () => write('app/missing.py', 'def later():\n    pass\n')],
    ['its configuration', () => write('pyproject.toml', '[tool.aiomend]\nignore = ["blocking-file"]\n')],
  ])('does not answer for a changed world: %s', (_, change) => {
    write('app/__init__.py', '')
    write('app/waits.py', 'def pause():\n    pass\n')
    write('jobs.py', `from app.waits import pause\nfrom app.missing import later\n${SLEEPY}    pause()\n    later()\n`)
    check()
    tamper()
    change()
    const { stdout } = check()
    expect(stdout).not.toContain('was kept')
    expect(stdout).toBe(check('--no-cache').stdout)
  })

  test('does not answer for a changed module that was at hand already when another asked of it', () => {
    write('app/__init__.py', '')
    write(
      'app/clients.py',
      'import asyncio\nimport requests\n\nCLIENT = requests.Session()\n\nasync def wait():\n    pass\n',
    )
    write('app/jobs.py', 'from app.clients import CLIENT\n\nasync def main():\n    CLIENT.get("https://example.org")\n')
    expect(check().stdout).toContain('requests.Session.get')
    write('app/clients.py', read('app/clients.py').replace('requests.Session()', 'asyncio.Queue()'))
    expect(check()).toEqual(check('--no-cache'))
  })

  test('does not answer for a file that was not named where it is, and the other way round', () => {
    write('broken.py', 'def f(:\n')
    const runs = [check(), check('broken.py'), check('broken.py'), check()]
    expect(runs.map(({ status }) => status)).toEqual([0, 2, 2, 0])
  })

  test('answers for a file that is too large to be looked into unless it is named', () => {
    write('large.py', `${SLEEPY}${'# comment\n'.repeat(450_000)}`)
    const [notice] = [check(), tamper()]
    expect(notice.stderr).toContain('skipped')
    expect(check()).toEqual(notice)
    expect(check('large.py').stdout).toContain('blocks every task')
    write('large.py', SLEEPY)
    expect(check().stdout).toContain('blocks every task')
  })

  test('answers for each file on its own', () => {
    write('jobs.py', SLEEPY)
    write('waits.py', 'def pause():\n    pass\n')
    check()
    tamper()
    write('waits.py', 'async def pause():\n    pass\n')
    write('other.py', SLEEPY)
    const messages = JSON.parse(check().stdout).findings.map(({ message }: { message: string }) => message)
    expect(messages).toEqual([expect.stringContaining('was kept'), expect.stringContaining('blocks every task')])
    expect(check('jobs.py').stdout).toContain('was kept')
    expect(check('other.py').stdout).not.toContain('was kept')
  })

  test('answers for a file that was written again as it was', () => {
    write('jobs.py', SLEEPY)
    check()
    tamper()
    rmSync(path.join(sandbox.folder, 'jobs.py'))
    write('jobs.py', SLEEPY)
    expect(check().stdout).toContain('was kept')
    expect(check().stdout).toContain('was kept')
  })

  test('answers for the same names only, where a fix looked for one elsewhere', () => {
    write('jobs.py', SLEEPY)
    check()
    tamper()
    write('other.py', 'import os\n')
    expect(check().stdout).toContain('was kept')
    write('other.py', 'from jobs import time\n')
    const { stdout } = check()
    expect(stdout).not.toContain('was kept')
    expect(stdout).toBe(check('--no-cache').stdout)
  })

  test.each([
    ['cut short', (text: string) => text.slice(0, -20)],
    ['of another form', () => '{"outcomes": 1}'],
    ['empty', () => ''],
  ])('that is %s is as none', (_, damage) => {
    write('jobs.py', SLEEPY)
    const first = check()
    for (const file of cacheFiles()) writeFileSync(file, damage(readFileSync(file, 'utf8')))
    expect(check()).toEqual(first)
  })

  test('in which a bit was flipped answers nothing else', () => {
    const change = writeMany(60)
    check()
    change()
    const found = check()
    expect(cached().filter(name => name.endsWith('.recent'))).toHaveLength(1)
    const whole = new Map(cacheFiles().map(file => [file, readFileSync(file)]))
    for (const [file, bytes] of whole) {
      for (let part = 0; part < 6; part++) {
        for (const each of whole) writeFileSync(...each)
        const flipped = Buffer.from(bytes)
        const at = Math.floor(((part + 0.5) * bytes.length) / 6)
        flipped[at] = (bytes[at] ?? 0) ^ (1 << part)
        writeFileSync(file, flipped)
        expect(check()).toEqual(found)
      }
    }
  }, 600_000)

  test('of a run that was killed as it changed the disk answers nothing else', () => {
    const change = writeMany(3)
    const folder = path.join(sandbox.folder, '.aiomend_cache')
    const breaking = (env: NodeJS.ProcessEnv) =>
      aiomend(['check'], { env: { NODE_OPTIONS: `--import ${path.resolve('bench/kills/breaking.mjs')}`, ...env } })
    breaking({ BREAK_COUNT: path.join(sandbox.folder, 'count') })
    const changes = Number(read('count'))
    const before = check()
    expect(changes).toBeGreaterThan(10)
    for (let at = 1; at <= changes; at += 2) {
      rmSync(folder, { recursive: true, force: true })
      breaking({ BREAK_AT: `kill:${at}` })
      expect(check()).toEqual(before)
    }
    change()
    const after = check('--no-cache')
    expect(after).not.toEqual(before)
    for (let at = 1; at <= changes; at += 4) {
      // There is something to be kept each time.
      write(`more/page_${at}.py`, '')
      breaking({ BREAK_AT: `kill:${at}` })
      expect(findingsOf(check())).toEqual(findingsOf(after))
    }
  }, 600_000)

  test('sees what `fix` wrote', () => {
    write('jobs.py', SLEEPY)
    expect(aiomend(['fix', '-q']).status).toBe(0)
    expect(read('jobs.py')).toBe(AWAKE)
    expect(check().status).toBe(0)
    write('jobs.py', SLEEPY)
    expect(check().status).toBe(1)
    expect(aiomend(['fix', '-q']).status).toBe(0)
    expect(read('jobs.py')).toBe(AWAKE)
  })
})
