import { cpSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { AWAKE, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, git, read, write } = sandbox
const inFolder = (name: string) => path.join(sandbox.folder, name)
const UNDO = '.aiomend_cache/undo'
const records = (folder = UNDO) => readdirSync(inFolder(folder))

describe('undo', () => {
  test('gives the files of the last run their old bytes back, and once only', () => {
    const windows = `\ufeff${SLEEPY.replaceAll('\n', '\r\n')}`
    write('jobs.py', windows)
    write('app/pages.py', SLEEPY)
    expect(aiomend(['fix', '-q']).status).toBe(0)
    expect(aiomend(['undo', '--dry-run'])).toEqual({
      status: 0,
      stdout: 'app/pages.py\njobs.py\n',
      stderr: 'Would restore 2 files.\n',
    })
    expect(read('app/pages.py')).toBe(AWAKE)
    expect(aiomend(['undo'])).toEqual({ status: 0, stdout: 'Restored 2 files.\n', stderr: '' })
    expect([read('jobs.py'), read('app/pages.py')]).toEqual([windows, SLEEPY])
    const { status, stderr } = aiomend(['undo'])
    expect(status).toBe(2)
    expect(stderr).toContain('nothing to undo: no run has kept anything here')
  })

  test('goes back run by run, and a run that wrote nothing is none', () => {
    write('jobs.py', `${SLEEPY}    open("jobs.txt").read()\n`)
    const before = read('jobs.py')
    aiomend(['fix', '-q', '--select', 'blocking-sleep'])
    const between = read('jobs.py')
    aiomend(['fix', '-q', '--unsafe'])
    expect(read('jobs.py')).not.toBe(between)
    aiomend(['fix', '-q', '--unsafe'])
    aiomend(['undo'])
    expect(read('jobs.py')).toBe(between)
    aiomend(['undo'])
    expect(read('jobs.py')).toBe(before)
  })

  test('names a file that changed since or is gone, leaves it alone, and restores the others', () => {
    for (const name of ['changed.py', 'gone.py', 'jobs.py', 'reverted.py']) write(name, SLEEPY)
    aiomend(['fix', '-q'])
    write('changed.py', `${AWAKE}# more\n`)
    write('reverted.py', SLEEPY)
    rmSync(inFolder('gone.py'))
    const { status, stdout, stderr } = aiomend(['undo'])
    const kept = (name: string) => `${UNDO}/${records()[0]}/files/${name}.orig`
    expect(stderr.split('\n').filter(Boolean)).toEqual([
      `changed.py: error: it changed after it was fixed, and is left alone; what it held was kept in ${kept('changed.py')}`,
      `gone.py: error: no such file or directory; what it held was kept in ${kept('gone.py')}`,
    ])
    expect({ status, stdout }).toEqual({ status: 2, stdout: 'Restored 1 file.\n' })
    expect([read('jobs.py'), read('reverted.py'), read(kept('gone.py'))]).toEqual([SLEEPY, SLEEPY, SLEEPY])
    write('changed.py', AWAKE)
    write('gone.py', AWAKE)
    expect(aiomend(['undo']).stdout).toBe('Restored 2 files.\n')
    expect(records()).toEqual([])
  })

  test('restores nothing from a copy that is damaged', () => {
    write('jobs.py', SLEEPY)
    aiomend(['fix', '-q'])
    write(`${UNDO}/${records()[0]}/files/jobs.py.orig`, 'import os\n')
    expect(aiomend(['undo']).stderr).toContain('its old content is damaged or gone')
    expect(read('jobs.py')).toBe(AWAKE)
  })

  test('covers --interactive, with --backup-dir what lies elsewhere, and with --no-cache nothing', () => {
    write('jobs.py', SLEEPY)
    expect(aiomend(['fix', '--interactive'], { input: 'y\n' }).status).toBe(0)
    aiomend(['undo'])
    expect(read('jobs.py')).toBe(SLEEPY)
    aiomend(['fix', '-q', '--backup-dir', 'old'])
    expect(aiomend(['undo']).status).toBe(2)
    expect(aiomend(['check', '--format', 'json']).stdout).toContain('"files": 1')
    expect(aiomend(['undo', '--backup-dir', 'old']).status).toBe(0)
    expect(read('jobs.py')).toBe(SLEEPY)
    aiomend(['fix', '-q', '--no-cache'])
    expect(aiomend(['undo']).status).toBe(2)
    expect(records()).toEqual([])
  })

  test('is left to git by --commit-per', () => {
    git('init', '-q')
    write('jobs.py', SLEEPY)
    git('add', '.')
    git('commit', '-qm', 'Work')
    git('config', 'user.name', 't')
    git('config', 'user.email', 't@t')
    expect(aiomend(['fix', '--commit-per', 'rule']).status).toBe(0)
    expect(aiomend(['undo']).stderr).toContain('nothing to undo')
    expect(aiomend(['fix', '--commit-per', 'rule', '--backup-dir', 'old']).stderr).toContain('cannot be used with')
  })

  test('keeps the last eight runs, and those elsewhere all', () => {
    for (let run = 0; run < 10; run++) {
      write('jobs.py', SLEEPY)
      aiomend(['fix', '-q', ...(run === 9 ? ['--backup-dir', 'old'] : [])])
    }
    expect(records()).toHaveLength(8)
    expect(records('old')).toHaveLength(1)
  })

  test('restores nothing from a record that came with the project, unless it is named', () => {
    write('jobs.py', SLEEPY)
    aiomend(['fix', '-q'])
    cpSync(inFolder('.aiomend_cache'), inFolder('unpacked'), { recursive: true, preserveTimestamps: true })
    rmSync(inFolder('.aiomend_cache'), { recursive: true })
    renameSync(inFolder('unpacked'), inFolder('.aiomend_cache'))
    const { status, stderr } = aiomend(['undo'])
    expect(stderr).toMatch(/it is a copy, or came with the project; `aiomend undo --backup-dir \S+` restores from it/)
    expect(status).toBe(2)
    expect(read('jobs.py')).toBe(AWAKE)
    expect(aiomend(['undo', '--backup-dir', UNDO]).status).toBe(0)
    expect(read('jobs.py')).toBe(SLEEPY)
  })

  test.each(['.aiomend_cache', UNDO])(
    'keeps nothing through a link in the place of %s, and writes nothing then',
    at => {
      write('jobs.py', SLEEPY)
      write('elsewhere/.gitignore', 'kept as it is\n')
      write('.aiomend_cache/x', '')
      rmSync(inFolder(at), { recursive: true, force: true })
      symlinkSync(inFolder('elsewhere'), inFolder(at))
      const { status, stderr } = aiomend(['fix', 'jobs.py'])
      expect(stderr).toMatch(
        /old contents cannot be kept here: \S+ is no folder, or a symbolic link; name another with --b/,
      )
      expect(status).toBe(2)
      expect([read('jobs.py'), read('elsewhere/.gitignore')]).toEqual([SLEEPY, 'kept as it is\n'])
      expect(readdirSync(inFolder('elsewhere'))).toEqual(['.gitignore'])
    },
  )
})
