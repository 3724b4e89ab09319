import { describe, expect, test } from 'vitest'
import { AFTER, BEFORE, DroppedCoroutine } from './dropped-coroutine.ts'

const sandbox = new DroppedCoroutine()
const { aiomend, all, read, write } = sandbox

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
