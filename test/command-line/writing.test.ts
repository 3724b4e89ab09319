import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { aiomend as broken, lay, lookAt, treeOf } from '../../bench/kills/trial.mjs'
import { AWAKE, bin, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, read, write } = sandbox
const inFolder = (name: string) => path.join(sandbox.folder, name)
const isRoot = process.getuid?.() === 0
const NOBODY = isRoot ? { uid: 65534 } : {}
const giveAway = (file: string) => isRoot && chownSync(file, 65534, 65534)

describe('a file', () => {
  test('without write permission is named and left alone, and so is one in a folder without', () => {
    chmodSync(sandbox.folder, 0o777)
    for (const name of ['closed/jobs.py', 'jobs.py', 'read-only.py']) giveAway(write(name, SLEEPY))
    chmodSync(inFolder('read-only.py'), 0o444)
    chmodSync(inFolder('closed'), 0o555)
    const { status, stderr } = aiomend(['fix'], NOBODY)
    chmodSync(inFolder('closed'), 0o777)
    expect(stderr.split('\n').filter(Boolean)).toEqual([
      'closed/jobs.py: error: cannot be written: its folder: permission denied',
      'read-only.py: error: cannot be written: permission denied',
    ])
    expect(status).toBe(2)
    expect([read('closed/jobs.py'), read('read-only.py'), read('jobs.py')]).toEqual([SLEEPY, SLEEPY, AWAKE])
  })

  test.skipIf(!isRoot)('keeps its owner, and is left alone by whoever could not keep it', () => {
    chownSync(write('jobs.py', SLEEPY), 65534, 65534)
    chmodSync(inFolder('jobs.py'), 0o640)
    expect(aiomend(['fix', '-q']).status).toBe(0)
    expect(statSync(inFolder('jobs.py'))).toMatchObject({ uid: 65534, gid: 65534, mode: 0o100640 })
    chmodSync(sandbox.folder, 0o777)
    chmodSync(write('other.py', SLEEPY), 0o666)
    expect(aiomend(['fix', 'other.py', '--backup-dir', 'old'], NOBODY).stderr).toBe(
      'other.py: error: cannot be written: it would get another owner or group (operation not permitted); run aiomend as its owner\n',
    )
    expect(read('other.py')).toBe(SLEEPY)
  })

  test('with another name, a hard link, changes by the name it was given; the other keeps what it held, and is told of', () => {
    linkSync(write('jobs.py', SLEEPY), inFolder('backup.txt'))
    const { status, stderr } = aiomend(['fix'])
    expect(stderr).toBe('jobs.py: another name of it, a hard link, keeps the old content\n')
    expect(status).toBe(0)
    expect([read('jobs.py'), read('backup.txt')]).toEqual([AWAKE, SLEEPY])
  })

  test('outside the tree changes through a link only where the link is named', () => {
    write('elsewhere/jobs.py', SLEEPY)
    mkdirSync(inFolder('project'))
    symlinkSync('../elsewhere/jobs.py', inFolder('project/link.py'))
    expect(aiomend(['fix', '-q'], { from: 'project' }).status).toBe(0)
    expect(read('elsewhere/jobs.py')).toBe(SLEEPY)
    expect(aiomend(['fix', '-q', 'link.py'], { from: 'project' }).status).toBe(0)
    expect(read('elsewhere/jobs.py')).toBe(AWAKE)
    expect(lstatSync(inFolder('project/link.py')).isSymbolicLink()).toBe(true)
    expect(aiomend(['undo', '-q'], { from: 'project' }).status).toBe(0)
    expect(read('elsewhere/jobs.py')).toBe(SLEEPY)
  })

  test('that changed since it was read is named and left alone', async () => {
    write('jobs.py', SLEEPY)
    const child = spawn(process.execPath, [bin, 'fix', '--interactive'], { cwd: sandbox.folder })
    let stderr = ''
    child.stderr.on('data', chunk => (stderr += chunk))
    let stdout = ''
    for await (const chunk of child.stdout) {
      stdout += chunk
      if (!stdout.includes('Apply this fix') || child.stdin.writableEnded) continue
      write('jobs.py', `${SLEEPY}# more\n`)
      child.stdin.end('y\n')
    }
    expect(stderr).toBe('jobs.py: error: it changed while it was being fixed, and was left alone\n')
    expect(read('jobs.py')).toBe(`${SLEEPY}# more\n`)
  })
})

describe('a run', () => {
  const FIX = ['fix', '--unsafe', '--quiet']
  const files = treeOf(2)
  const changesOf = () => {
    lay(sandbox.folder, files)
    broken(sandbox.folder, FIX, { count: inFolder('.aiomend_cache-count') })
    const count = Number(read('.aiomend_cache-count'))
    rmSync(inFolder('.aiomend_cache-count'))
    return count
  }

  test('that is killed leaves each file old or new, and the next run or undo makes them all new or old', () => {
    const count = changesOf()
    for (let n = 1; n <= 4; n++) {
      lay(sandbox.folder, files)
      rmSync(inFolder('.aiomend_cache'), { recursive: true, force: true })
      const { signal } = broken(sandbox.folder, FIX, { at: `kill:${Math.floor((n / 5) * count)}` })
      expect(signal).toBe('SIGKILL')
      expect(lookAt(sandbox.folder, files).torn).toEqual([])
      expect(aiomend(n % 2 === 0 ? ['undo'] : FIX).status).toBe(0)
      expect(lookAt(sandbox.folder, files)).toMatchObject({ [n % 2 === 0 ? 'new' : 'old']: 0, torn: [], strays: [] })
    }
  })

  test('on a disk that is full leaves old what it cannot write, says so, and leaves nothing beside', () => {
    const count = changesOf()
    for (const n of [2, 6, 8, 13, 14, 23]) {
      lay(sandbox.folder, files)
      rmSync(inFolder('.aiomend_cache'), { recursive: true, force: true })
      const { status, stderr } = broken(sandbox.folder, FIX, { at: `ENOSPC:${n}` })
      expect(n).toBeLessThan(count)
      expect(stderr).toMatch(/^(aiomend: )?\S+: (error: )?.*no space left on device/)
      expect(status).toBe(2)
      expect(lookAt(sandbox.folder, files)).toMatchObject({ torn: [], strays: [] })
      aiomend(['undo'])
      expect(lookAt(sandbox.folder, files)).toMatchObject({ new: 0, torn: [], strays: [] })
    }
  })

  test('on a disk that is full keeps the old baseline', () => {
    lay(sandbox.folder, files)
    const args = ['check', '--no-cache', '--baseline', 'known.json', '--write-baseline']
    aiomend(args)
    const before = read('known.json')
    write('more.py', SLEEPY)
    const { status, stderr } = broken(sandbox.folder, args, { at: 'ENOSPC:2' })
    expect(stderr).toBe('aiomend: known.json: cannot be written: no space left on device\n')
    expect({ status, text: read('known.json') }).toEqual({ status: 2, text: before })
    rmSync(inFolder('more.py'))
    rmSync(inFolder('known.json'))
  })

  test('beside another over the same files comes to the same', async () => {
    const many = treeOf(20)
    lay(sandbox.folder, many)
    const runs = [1, 2].map(() => spawn(process.execPath, [bin, ...FIX], { cwd: sandbox.folder, stdio: 'ignore' }))
    await Promise.all(runs.map(child => once(child, 'exit')))
    expect(lookAt(sandbox.folder, many)).toMatchObject({ torn: [], strays: [] })
    expect(aiomend(FIX).status).toBe(0)
    expect(lookAt(sandbox.folder, many)).toMatchObject({ old: 0, torn: [], strays: [] })
    for (const _ of readdirSync(inFolder('.aiomend_cache/undo'))) aiomend(['undo', '-q'])
    expect(lookAt(sandbox.folder, many)).toMatchObject({ new: 0, torn: [], strays: [] })
  })

  test('writes no file that others may read where they could not read what it replaces', () => {
    chmodSync(write('jobs.py', SLEEPY), 0o600)
    aiomend(['fix', '-q'])
    const [record = ''] = readdirSync(inFolder('.aiomend_cache/undo'))
    const copy = inFolder(`.aiomend_cache/undo/${record}/files/jobs.py.orig`)
    expect(readFileSync(copy, 'utf8')).toBe(SLEEPY)
    expect([statSync(copy).mode & 0o77, statSync(inFolder('jobs.py')).mode & 0o777]).toEqual([0, 0o600])
  })
})
