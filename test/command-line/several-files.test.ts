import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, rmSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { Sandbox } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, git, read, write } = sandbox

const BEFORE: Readonly<Record<string, string>> = {
  'app/jobs.py': 'from app.disk import save\n\n\ndef store(job):\n    save(job)\n',
  'app/disk.py': 'async def save(job):\n    return job\n',
  'main.py': 'from app.jobs import store\n\nif __name__ == "__main__":\n    store(1)\n',
  'web/page.py': 'from app import jobs\n\n\nasync def page():\n    jobs.store(2)\n',
}
const AFTER: Readonly<Record<string, string>> = {
  ...BEFORE,
  'app/jobs.py': 'from app.disk import save\n\n\nasync def store(job):\n    await save(job)\n',
  'main.py': 'import asyncio\n\nfrom app.jobs import store\n\nif __name__ == "__main__":\n    asyncio.run(store(1))\n',
  'web/page.py': 'from app import jobs\n\n\nasync def page():\n    await jobs.store(2)\n',
}

const all = () => Object.fromEntries(Object.keys(BEFORE).map(name => [name, read(name)]))
const refusal = (...args: string[]) => /not fixed: (.*)\./.exec(aiomend(['check', '--unsafe', ...args]).stdout)?.[1]
const cannot = (reason: string) =>
  `\`store\` is called by the coroutine \`page\` while its loop runs, and it cannot become \`async def\`: ${reason}`

beforeEach(() => {
  write('pyproject.toml', '')
  for (const [name, text] of Object.entries(BEFORE)) write(name, text)
})

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

describe('a fix of several files, asked about,', () => {
  const SLOW = 'import time\nfrom app.disk import save\n\n\ndef store(job):\n    time.sleep(1)\n    save(job)\n'
  const asked = (answers: string) =>
    aiomend(['fix', '--interactive', '--unsafe'], { input: [...answers].map(answer => `${answer}\n`).join('') })

  test('is one question, after those about each file, with what changes in all of them', () => {
    write('web/page.py', `import time\n${BEFORE['web/page.py']}    time.sleep(1)\n`)
    const { stdout } = asked('n?y')
    expect(stdout.match(/\(\d+\/\d+\) Apply this fix \[.*?\]/g)).toEqual([
      '(1/1) Apply this fix [y,n,q,a,d,s,e,?]',
      '(1/1) Apply this fix [y,n,q,a,d,s,?]',
      '(1/1) Apply this fix [y,n,q,a,d,s,?]',
    ])
    expect(stdout).toContain(
      '-def store(job):\n    -    save(job)\n    +async def store(job):\n    +    await save(job)\n',
    )
    expect(stdout).toContain('and in main.py:\n    +import asyncio\n')
    expect(stdout).toContain('and in web/page.py:\n    -    jobs.store(2)\n    +    await jobs.store(2)\n')
    expect(stdout).toContain('Fixed 1 pitfall in 3 of 4 files; 1 remains.')
    expect(all()).toEqual({ ...AFTER, 'web/page.py': `import time\n${AFTER['web/page.py']}    time.sleep(1)\n` })
  })

  test.each(['n', 'd', 's', 'q', ''])('is left alone where the answer is %j', answer => {
    expect(asked(answer)).toMatchObject({ status: 1, stderr: '' })
    expect(all()).toEqual(BEFORE)
  })

  test('asks about what it makes room for, and does not ask twice', () => {
    const again = '\n\ndef again(job):\n    save(job)\n'
    write('app/jobs.py', SLOW + again)
    write('web/page.py', `${BEFORE['web/page.py']}    jobs.again(3)\n`)
    // The helper that blocks, both coroutines that are dropped, and the pause that blocks once `store` is a coroutine.
    const { stdout } = asked('nyny')
    expect([...stdout.matchAll(/^(\S+):\d+:\d+ \w+ (\S+)/gm)].map(([, file, id]) => `${file} ${id}`)).toEqual([
      'web/page.py blocking-helper',
      'app/jobs.py coroutine-in-sync-code',
      'app/jobs.py blocking-sleep',
      'app/jobs.py coroutine-in-sync-code',
    ])
    expect(stdout).toContain('Fixed 2 pitfalls in 3 of 4 files; 1 remains')
    const mended = SLOW.replace('def', 'async def').replace('    save', '    await save')
    expect(read('app/jobs.py')).toBe(
      `${mended}${again}`.replace('def again', 'async def again').replace(/save(?=\(job\)\n$)/, 'await save'),
    )
    expect(read('web/page.py')).toBe(`${AFTER['web/page.py']}    await jobs.again(3)\n`)
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

describe('a fix of several files is refused', () => {
  test('where one of them is not given', () => {
    expect(refusal('app', 'main.py')).toBe(
      cannot('it has to change in web/page.py:5 too, which is not among the given paths'),
    )
    aiomend(['fix', '--unsafe', 'app', 'main.py'])
    expect(all()).toEqual(BEFORE)
  })

  test('where one of them is excluded, or is to be left alone', () => {
    write('pyproject.toml', '[tool.aiomend]\nexclude = ["web/"]\n')
    expect(refusal()).toBe(cannot('it has to change in web/page.py:5 too, which is not among the given paths'))
    write('pyproject.toml', '')
    write('web/page.py', `# aiomend: ignore-file\n${BEFORE['web/page.py']}`)
    expect(refusal()).toBe(cannot('it has to change in web/page.py:6 too, which is to be left alone'))
  })

  test('where one of them has a syntax error, or cannot be read', () => {
    write('web/other.py', 'from app.jobs import store\nstore(\n')
    expect(refusal()).toBe(cannot('web/other.py may call `store`, and cannot be read as Python'))
    write('web/other.py', Buffer.from('from app.jobs import store\nstore("\xff")\n', 'latin1'))
    expect(refusal()).toBe(cannot('web/other.py may call `store`, and cannot be read as Python'))
  })

  test('where only standard input is changed; a fix of one file is not', () => {
    const { stdout, status } = aiomend(['fix', '--unsafe', '--stdin-filename', 'app/jobs.py', '-'], {
      input: BEFORE['app/jobs.py'] ?? '',
    })
    expect({ stdout, status }).toEqual({ stdout: BEFORE['app/jobs.py'], status: 1 })
    const { findings } = JSON.parse(
      aiomend(['check', '--format', 'json', '--stdin-filename', 'app/jobs.py', '-'], {
        input: BEFORE['app/jobs.py'] ?? '',
      }).stdout,
    )
    expect(findings[0].outcome.refused).toBe(
      cannot('it has to change in web/page.py:5 too, which is not among the given paths'),
    )
    write('main.py', '')
    write('web/page.py', '')
    const input = `${BEFORE['app/jobs.py']}\n\nasync def page():\n    store(1)\n`
    expect(aiomend(['fix', '--unsafe', '--stdin-filename', 'app/jobs.py', '-'], { input }).stdout).toBe(
      `${AFTER['app/jobs.py']}\n\nasync def page():\n    await store(1)\n`,
    )
  })

  test('where it grows beyond reason', () => {
    const chain = Array.from({ length: 60 }, (_, n) => `def step${n}():\n    ${n ? `step${n - 1}` : 'save'}()\n`)
    write('chain.py', `async def save(): ...\n${chain.join('')}async def main():\n    step59()\n`)
    expect(refusal('chain.py')).toContain('more than 50 functions would have to become `async def` with it')
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
