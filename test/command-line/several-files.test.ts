import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { AFTER, BEFORE, DroppedCoroutine } from './dropped-coroutine.ts'

const sandbox = new DroppedCoroutine()
const { aiomend, all, git, read, refusal, write } = sandbox

describe('a fix of several files', () => {
  test('is written to all of them, and done the second time', () => {
    expect(aiomend(['fix']).stdout).toContain('1 remains, 1 of them can be fixed with --unsafe')
    expect(all()).toEqual(BEFORE)
    const { status, stdout } = aiomend(['fix', '--unsafe'])
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'Fixed 1 pitfall in 3 of 4 files.\n' })
    expect(all()).toEqual(AFTER)
    expect(aiomend(['fix', '--unsafe']).stdout).toBe('Fixed 0 pitfalls in 0 of 4 files.\n')
  })

  test('reaches all files that are given, where nothing marks a project', () => {
    rmSync(path.join(sandbox.folder, 'pyproject.toml'))
    write('app/__init__.py', '')
    expect(refusal()).toContain('`jobs.store` in web/page.py:5 may be this function')
    write('app/web/page.py', BEFORE['web/page.py'] ?? '')
    write('web/page.py', '')
    expect(aiomend(['fix', '--unsafe', 'app']).status).toBe(1)
    expect(aiomend(['fix', '--unsafe', 'app', 'main.py']).status).toBe(0)
    expect(read('app/web/page.py')).toBe(AFTER['web/page.py'])
  })

  test('is shown as a diff that git apply takes', () => {
    git('init', '-q')
    write('web/page.py', BEFORE['web/page.py']?.replaceAll('\n', '\r\n') ?? '')
    git('add', '-A')
    const { stdout, stderr } = aiomend(['diff', '--unsafe'])
    expect(stderr).toBe('Would fix 1 pitfall in 3 of 4 files.\n')
    execFileSync('git', ['apply', '-'], { cwd: sandbox.folder, input: stdout })
    expect(all()).toEqual({ ...AFTER, 'web/page.py': AFTER['web/page.py']?.replaceAll('\n', '\r\n') })
  })

  test('is shown by check with the lines of each file, and what comes of it', () => {
    const { stdout } = aiomend(['check'])
    expect(stdout).toContain(
      '-def store(job):\n    -    save(job)\n    +async def store(job):\n    +    await save(job)\n',
    )
    expect(stdout).toContain(
      'and in main.py:\n    +import asyncio\n    +\n    -    store(1)\n    +    asyncio.run(store(1))\n',
    )
    expect(stdout).toContain('and in web/page.py:\n    -    jobs.store(2)\n    +    await jobs.store(2)\n')
    expect(stdout).toContain('caution: `store` becomes `async def`; code that calls it')
  })

  test('is in the JSON report with the path and the lines of each edit', () => {
    const { findings } = JSON.parse(aiomend(['check', '--format', 'json']).stdout)
    const { edits, imports } = findings[0].outcome.fix
    expect(imports).toEqual([])
    expect(
      edits.map((edit: { path: string; line: number; text: string }) => [edit.path, edit.line, edit.text]),
    ).toEqual([
      ['app/jobs.py', 4, 'async '],
      ['app/jobs.py', 5, 'await '],
      ['main.py', 1, 'import asyncio\n\n'],
      ['main.py', 4, 'asyncio.run('],
      ['main.py', 4, ')'],
      ['web/page.py', 5, 'await '],
    ])
  })

  test('leaves room for the other fixes of these files', () => {
    write('app/jobs.py', `${BEFORE['app/jobs.py']}\n\ndef again(job):\n    save(job)\n`)
    write('web/page.py', `import time\n${BEFORE['web/page.py']}    jobs.again(3)\n    time.sleep(2)\n`)
    expect(aiomend(['fix', '--unsafe']).stdout).toBe('Fixed 3 pitfalls in 3 of 4 files.\n')
    expect(read('app/jobs.py')).toBe(`${AFTER['app/jobs.py']}\n\nasync def again(job):\n    await save(job)\n`)
    expect(read('web/page.py')).toBe(
      `import asyncio\n${AFTER['web/page.py']}    await jobs.again(3)\n    await asyncio.sleep(2)\n`,
    )
    expect(aiomend(['fix', '--unsafe']).status).toBe(0)
  })
})

describe('a fix of several files counts by its finding', () => {
  const more = '\n\ndef again(job):\n    save(job)\n'

  test('with --since: on a line that changed; the rest of its files stays', () => {
    write('web/page.py', `import time\n${BEFORE['web/page.py']}    time.sleep(1)\n`)
    git('init', '-q')
    git('add', '-A')
    git('commit', '-qm', 'x')
    write('web/page.py', `${read('web/page.py')}    jobs.again(3)\n`)
    expect(aiomend(['fix', '--unsafe', '--since', 'HEAD']).stdout).toContain('Fixed 0 pitfalls')
    write('app/jobs.py', `${BEFORE['app/jobs.py']}${more}`)
    const { stdout } = aiomend(['diff', '--unsafe', '--since', 'HEAD'])
    expect(aiomend(['fix', '--unsafe', '--since', 'HEAD']).stdout).toBe('Fixed 1 pitfall in 2 of 4 files.\n')
    expect(stdout.match(/^\+\+\+ .*/gm)).toEqual(['+++ b/app/jobs.py', '+++ b/web/page.py'])
    expect(read('app/jobs.py')).toBe(`${BEFORE['app/jobs.py']}\n\nasync def again(job):\n    await save(job)\n`)
    expect(read('web/page.py')).toBe(
      `import time\n${BEFORE['web/page.py']}    time.sleep(1)\n    await jobs.again(3)\n`,
    )
  })

  test.each([['a first time'], ['from the cache']])('with --baseline: not among the known ones, %s', time => {
    write('web/page.py', `import time\n${BEFORE['web/page.py']}    time.sleep(1)\n`)
    const known = ['--baseline', 'known.json']
    aiomend(['check', ...known, '--write-baseline'])
    write('app/jobs.py', `${BEFORE['app/jobs.py']}${more}`)
    write('web/page.py', `${read('web/page.py')}    jobs.again(3)\n`)
    if (time === 'from the cache') aiomend(['diff', '--unsafe', ...known])
    expect(aiomend(['fix', '--unsafe', ...known]).stdout).toBe('Fixed 1 pitfall in 2 of 4 files.\n')
    expect(read('app/jobs.py')).toBe(`${BEFORE['app/jobs.py']}\n\nasync def again(job):\n    await save(job)\n`)
    expect(read('web/page.py')).toContain('    jobs.store(2)\n    time.sleep(1)\n    await jobs.again(3)\n')
  })
})

test('where one file cannot be written the others are put back, and all keep what is theirs alone', () => {
  const sleepy = 'import time\n\n\nasync def nap():\n    time.sleep(1)\n'
  write('app/nap.py', sleepy)
  write('app/jobs.py', `${BEFORE['app/jobs.py']}\n\n${sleepy}`)
  for (const name of ['.', 'app', ...Object.keys(BEFORE), 'app/nap.py']) {
    chmodSync(path.join(sandbox.folder, name), 0o777)
    if (process.getuid?.() === 0) chownSync(path.join(sandbox.folder, name), 65534, 65534)
  }
  chmodSync(path.join(sandbox.folder, 'web'), 0o555)
  const { status, stdout, stderr } = aiomend(['fix', '--unsafe'], process.getuid?.() === 0 ? { uid: 65534 } : {})
  chmodSync(path.join(sandbox.folder, 'web'), 0o777)
  expect(stderr).toBe(
    'web/page.py: error: cannot be written: its folder: permission denied; the files that change together with it were left alone\n',
  )
  expect(stdout).toMatch(/^Fixed 2 pitfalls in 2 of 5 files; 1 remains/)
  expect(status).toBe(2)
  expect(read('main.py')).toBe(BEFORE['main.py'])
  expect(read('app/jobs.py')).toContain('\ndef store(job):\n    save(job)\n')
  expect(read('app/jobs.py')).toContain('\nasync def nap():\n    await asyncio.sleep(1)\n')
})
