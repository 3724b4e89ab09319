import { chmodSync, chownSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { AWAKE, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, git, read, write } = sandbox

describe('files', () => {
  test('are those that git knows, and those named outright', () => {
    git('init', '-q')
    write('.gitignore', 'ignored.py\n!kept.py\n')
    write('sub/.gitignore', '*.py\n')
    for (const name of ['work.py', 'ignored.py', 'sub/work.py', 'build/work.py', '.venv/x.py', 'untracked.py'])
      write(name, SLEEPY)
    expect(aiomend(['check', '-q', '--format', 'json']).stdout).toContain('"files": 2')
    expect(aiomend(['check', '--format', 'json', 'ignored.py', 'build/work.py', 'sub']).stdout).toContain('"files": 2')
  })

  test('outside git are those that no .gitignore leaves out, each once', () => {
    write('.gitignore', 'ignored.py\n')
    for (const name of ['work.py', 'ignored.py', 'sub/work.py', 'node_modules/x.py', 'notes.txt']) write(name, SLEEPY)
    expect(aiomend(['check', '--format', 'json', '.', 'work.py']).stdout).toContain('"files": 2')
  })

  test('above 4 MB are left out with a notice, unless they are named', () => {
    write('large.py', `${SLEEPY}${'# filler\n'.repeat(500_000)}`)
    const { status, stderr } = aiomend(['check', '.'])
    expect(stderr).toMatch(/^large\.py: skipped, for it is larger than 4 MB \(4\.3 MB\); name it to include it\n/)
    expect(status).toBe(0)
    expect(aiomend(['check', '--statistics', 'large.py']).status).toBe(1)
  })

  test('that do not exist are named, and the others still handled', () => {
    write('work.py', SLEEPY)
    const { status, stderr } = aiomend(['fix', 'nowhere.py', 'work.py'])
    expect(stderr).toBe('nowhere.py: error: no such file or directory\n')
    expect(status).toBe(2)
    expect(read('work.py')).toBe(AWAKE)
  })

  test('of Python 2 are named and left alone', () => {
    write('old.py', 'import threading\nprint "hello"\n')
    expect(aiomend(['fix']).stderr).toBe('old.py: error: Python 2 code (line 2: `print "hello"`)\n')
  })

  test('in other encodings keep them', () => {
    const latin = Buffer.from(`# coding: latin-1\n# caf\u00e9\n${SLEEPY}`, 'latin1')
    write('work.py', latin)
    aiomend(['fix'])
    expect(readFileSync(path.join(sandbox.folder, 'work.py'))).toEqual(
      Buffer.from(`# coding: latin-1\n# caf\u00e9\n${AWAKE}`, 'latin1'),
    )
  })
})

describe('discovery', () => {
  const filesOf = (...args: string[]) => JSON.parse(aiomend(['check', '--format', 'json', ...args]).stdout).files

  test('goes into repositories within the repository, submodules or not', () => {
    git('init', '-q')
    write('work.py', SLEEPY)
    for (const inner of ['vendored', 'sub']) {
      write(`${inner}/work.py`, SLEEPY)
      write(`${inner}/.gitignore`, 'ignored.py\n')
      write(`${inner}/ignored.py`, SLEEPY)
      git('-C', inner, 'init', '-q')
      git('-C', inner, 'add', '.')
      git('-C', inner, 'commit', '-qm', 'x')
    }
    git('add', 'sub')
    expect(filesOf()).toBe(3)
    expect(filesOf('vendored')).toBe(1)
  })

  test('reads what is tracked though ignored, and an ignored folder that is named', () => {
    git('init', '-q')
    write('.gitignore', 'generated/\ntracked.py\n')
    write('tracked.py', SLEEPY)
    write('generated/work.py', SLEEPY)
    git('add', '-f', 'tracked.py')
    expect(filesOf()).toBe(1)
    expect(filesOf('generated')).toBe(1)
  })

  test('leaves links to folders and dangling links alone', () => {
    write('real/work.py', SLEEPY)
    symlinkSync('real', path.join(sandbox.folder, 'link'))
    symlinkSync('nowhere.py', path.join(sandbox.folder, 'dangling.py'))
    expect(filesOf()).toBe(1)
    expect(filesOf('link')).toBe(1)
  })

  test.skipIf(process.platform === 'win32')('names a folder that it may not read, and goes on', () => {
    chmodSync(sandbox.folder, 0o777)
    const work = write('work.py', SLEEPY)
    if (process.getuid?.() === 0) chownSync(work, 65534, 65534)
    chmodSync(path.dirname(write('secret/work.py', SLEEPY)), 0o000)
    const { status, stderr } = aiomend(['fix'], process.getuid?.() === 0 ? { uid: 65534 } : {})
    chmodSync(path.join(sandbox.folder, 'secret'), 0o700)
    expect(stderr).toBe('secret: error: permission denied\n')
    expect(status).toBe(2)
    expect(read('work.py')).toBe(AWAKE)
  })

  test('follows `exclude`, but reads what is named outright', () => {
    write('pyproject.toml', '[tool.aiomend]\nexclude = ["*_pb2.py", "/legacy"]\n')
    for (const name of ['work.py', 'work_pb2.py', 'legacy/work.py', 'app/legacy/work.py']) write(name, SLEEPY)
    expect(filesOf()).toBe(2)
    expect(filesOf('legacy')).toBe(1)
    expect(filesOf('work_pb2.py')).toBe(1)
  })

  test('works for a file outside the working directory', () => {
    write('work.py', SLEEPY)
    write('inner/x.txt', '')
    expect(aiomend(['fix', '../work.py'], { from: 'inner' }).status).toBe(0)
    expect(read('work.py')).toBe(AWAKE)
  })
})
