import { chmodSync, chownSync, lstatSync, statSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { AWAKE, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, read, write } = sandbox

describe('fix', () => {
  test('writes the files, says so, and has nothing to do the second time', () => {
    write('work.py', SLEEPY)
    expect(aiomend(['fix'])).toEqual({ status: 0, stdout: 'Fixed 1 pitfall in 1 of 1 file.\n', stderr: '' })
    expect(read('work.py')).toBe(AWAKE)
    expect(aiomend(['fix']).stdout).toBe('Fixed 0 pitfalls in 0 of 1 file.\n')
  })

  test('leaves unsafe fixes alone without --unsafe, and says that they are there', () => {
    const text = 'import subprocess\nasync def f(c):\n    subprocess.Popen(c).wait()\n'
    write('work.py', text)
    const { status, stdout } = aiomend(['fix'])
    expect(stdout).toBe(
      'Fixed 0 pitfalls in 0 of 1 file; 1 remains, 1 of them can be fixed with --unsafe. `aiomend check` shows them.\n',
    )
    expect(status).toBe(1)
    expect(read('work.py')).toBe(text)
    expect(aiomend(['fix', '--unsafe']).status).toBe(0)
    expect(read('work.py')).toContain('run_in_executor(None, subprocess.Popen(c).wait)')
  })

  test('turns standard input into standard output, byte for byte outside the fix', () => {
    const input = `\ufeff${SLEEPY.replaceAll('\n', '\r\n')}`
    const { status, stdout } = aiomend(['fix', '--quiet', '--stdin-filename', 'work.py', '-'], { input })
    expect(stdout).toBe(`\ufeff${AWAKE.replaceAll('\n', '\r\n')}`)
    expect(status).toBe(0)
    const broken = aiomend(['fix', '-'], { input: Buffer.from([0x23, 0xff, 0x0a]) })
    expect(broken.status).toBe(2)
    expect(broken.stderr).toContain('not valid UTF-8')
  })

  test('keeps the mode and the link, and changes the target of a link', () => {
    chmodSync(write('real/work.py', SLEEPY), 0o755)
    symlinkSync('real/work.py', path.join(sandbox.folder, 'link.py'))
    expect(aiomend(['fix', 'link.py']).status).toBe(0)
    expect(lstatSync(path.join(sandbox.folder, 'link.py')).isSymbolicLink()).toBe(true)
    expect(statSync(path.join(sandbox.folder, 'real/work.py')).mode & 0o777).toBe(0o755)
    expect(read('real/work.py')).toBe(AWAKE)
  })

  test('fixes ten files beside one of invalid syntax, one unreadable and one in an unknown encoding', () => {
    chmodSync(sandbox.folder, 0o777)
    const isRoot = process.getuid?.() === 0
    for (let n = 0; n < 10; n++) {
      const file = write(`good${n}.py`, SLEEPY)
      if (isRoot) chownSync(file, 65534, 65534)
    }
    write('syntax.py', 'async def f(:\n    pass\n')
    write('encoding.py', '# coding: klingon\n')
    chmodSync(write('secret.py', SLEEPY), 0o000)
    const { status, stdout, stderr } = aiomend(['fix'], isRoot ? { uid: 65534 } : {})
    expect(stderr.split('\n').sort()).toEqual([
      '',
      'encoding.py: error: unknown encoding klingon',
      'secret.py: error: permission denied',
      'syntax.py: error: invalid syntax at line 1, column 13; nothing in or beside it is changed',
    ])
    expect(stdout).toBe('Fixed 10 pitfalls in 10 of 11 files.\n')
    expect(status).toBe(2)
    for (let n = 0; n < 10; n++) expect(read(`good${n}.py`)).toBe(AWAKE)
  })

  test('mends what stands clear of a syntax error, and nothing in or beside it', () => {
    const work = (name: string) => `async def ${name}():\n    time.sleep(1)\n`
    const awake = (name: string) => `async def ${name}():\n    await asyncio.sleep(1)\n`
    write(
      'work.py',
      `import time\n${work('far')}${work('before')})))\n${work('after')}class Page:\n    pass\n${work('last')}`,
    )
    expect(aiomend(['fix']).status).toBe(2)
    expect(read('work.py')).toBe(
      `import asyncio\nimport time\n${awake('far')}${work('before')})))\n${work('after')}class Page:\n    pass\n${awake('last')}`,
    )
    write('work.py', `import time\n${work('before')}async def broken(:\n    time.sleep(1)\n${work('after')}`)
    expect(aiomend(['fix']).status).toBe(2)
    expect(read('work.py')).toBe(
      `import asyncio\nimport time\n${awake('before')}async def broken(:\n    time.sleep(1)\n${awake('after')}`,
    )
  })

  test('leaves the line of a syntax error alone, and the line above, where an import would go', () => {
    for (const text of [
      'import time\n\n\nasync def work():\n    time.sleep(1); x = = 1\n',
      'import time\n\n\nasync def work(): time.sleep(1) ? 2\n',
      '  x = 1\nasync def work():\n    import time as clock\n    clock.sleep(1)\n',
      'page as p\nasync def work():\n    import time as clock\n    clock.sleep(1)\n',
    ]) {
      write('work.py', text)
      expect(aiomend(['fix']).status).toBe(2)
      expect(read('work.py')).toBe(text)
    }
  })

  test('says nothing but errors with --quiet', () => {
    write('work.py', `${SLEEPY}    input(*a, **b)\n    (lambda: 1)\n`)
    expect(aiomend(['fix', '--quiet'])).toMatchObject({ stdout: '', stderr: '' })
    expect(aiomend(['fix', '--quiet', 'nowhere.py'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'nowhere.py: error: no such file or directory\n',
    })
  })

  test('gives standard input back as it is where it cannot be handled', () => {
    for (const input of ['async def f(:\n', 'print "old"\n', 'x = 1\0\n']) {
      const { status, stdout, stderr } = aiomend(['fix', '-'], { input })
      expect({ status, stdout }).toEqual({ status: 2, stdout: input })
      expect(stderr).toMatch(/^stdin\.py: error: .+\n/)
    }
  })

  test('reads the configuration that holds for --stdin-filename', () => {
    write('pyproject.toml', '[tool.aiomend]\nper-file-ignores = { "tests/" = ["ALL"] }\n')
    expect(aiomend(['fix', '--stdin-filename', 'tests/x.py', '-'], { input: SLEEPY }).stdout).toBe(SLEEPY)
    expect(aiomend(['fix', '--stdin-filename', 'x.py', '-'], { input: SLEEPY }).stdout).toBe(AWAKE)
  })
})
