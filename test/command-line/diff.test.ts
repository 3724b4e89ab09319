import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { AWAKE, bin, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, git, read, write } = sandbox

describe('diff', () => {
  test.each([
    ['plain', SLEEPY],
    ['with CRLF', SLEEPY.replaceAll('\n', '\r\n')],
    ['without a newline at the end', SLEEPY.trimEnd()],
    ['with a byte order mark', `\ufeff${SLEEPY}`],
    ['with form feeds and odd separators', `${SLEEPY}\f\nname = "\u2028\u0085"\n`],
  ])('of a file %s is taken by git apply and gives what fix writes', (_, text) => {
    for (const name of ['work.py', 'a dir/ünï code.py', "it's.py"]) write(name, text)
    git('init', '-q')
    git('add', '-A')
    git('commit', '-qm', 'x')
    const { status, stdout } = aiomend(['diff'])
    expect(status).toBe(1)
    execFileSync('git', ['apply', '-'], { cwd: sandbox.folder, input: stdout })
    const applied = ['work.py', 'a dir/ünï code.py', "it's.py"].map(read)
    git('checkout', '-q', '.')
    expect(aiomend(['fix']).status).toBe(0)
    expect(applied).toEqual(['work.py', 'a dir/ünï code.py', "it's.py"].map(read))
    expect(git('status', '--porcelain')).not.toBe('')
  })

  test('changes nothing, and exits with 0 where there is nothing to show', () => {
    write('work.py', SLEEPY)
    aiomend(['diff'])
    expect(read('work.py')).toBe(SLEEPY)
    write('work.py', AWAKE)
    expect(aiomend(['diff'])).toEqual({ status: 0, stdout: '', stderr: 'Would fix 0 pitfalls in 0 of 1 file.\n' })
  })

  test('has colours on demand only, and NO_COLOR does not silence the demand', () => {
    write('work.py', SLEEPY)
    expect(aiomend(['diff']).stdout).not.toContain('\u001b')
    expect(aiomend(['diff', '--color', 'always'], { env: { NO_COLOR: '1' } }).stdout).toContain('\u001b[32m+')
  })

  test('from a folder below is taken by git apply there', () => {
    git('init', '-q')
    write('app/work.py', SLEEPY)
    const { stdout } = aiomend(['diff'], { from: 'app' })
    execFileSync('git', ['apply', '--check', '-'], { cwd: path.join(sandbox.folder, 'app'), input: stdout })
  })

  test('keeps the bytes of a file that is not UTF-8', () => {
    git('init', '-q')
    const text = (code: string) => Buffer.from(`# coding: latin-1\n${code}    name = "caf\u00e9"\n`, 'latin1')
    write('work.py', text(SLEEPY))
    const { stdout } = spawnSync(process.execPath, [bin, 'diff'], { cwd: sandbox.folder })
    execFileSync('git', ['apply', '-'], { cwd: sandbox.folder, input: stdout })
    expect(readFileSync(path.join(sandbox.folder, 'work.py'))).toEqual(text(AWAKE))
  })

  test.each([
    ['FORCE_COLOR', { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, false],
    ['NO_COLOR', { NO_COLOR: '1' }, false],
    ['NO_COLOR and FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('obeys %s', (_, env, isColoured) => {
    write('work.py', SLEEPY)
    expect(aiomend(['diff'], { env }).stdout.includes('\u001b')).toBe(isColoured)
  })
})
