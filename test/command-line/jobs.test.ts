import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { ProjectFiles } from '../../src/project/project.ts'
import { batchOf } from '../../src/run/batch.ts'
import { Caches } from '../../src/run/cache.ts'
import { workAhead } from '../../src/run/pool.ts'
import { run } from '../../src/run/run.ts'
import { SettingsFinder } from '../../src/run/settings.ts'
import { transforms } from '../fixture.ts'
import { Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, read, write } = sandbox
const FILLING = `${'# What a file of some size is filled with, for threads are not worth their while else.\n'.repeat(700)}`
const names = Array.from({ length: 20 }, (_, index) => `jobs_${index}.py`)

/** Files that are worth two workers, which ask of each other. */
function writeMany(): void {
  names.forEach((name, index) => {
    const other = names[(index + 7) % names.length]?.replace('.py', '')
    write(
      name,
      `from ${other} import pause as other\n${FILLING}\nasync def pause():\n    pass\n\n${SLEEPY}    other()\n`,
    )
  })
}

describe('several threads', () => {
  test('find what one finds, with a cache and without', () => {
    writeMany()
    const check = (...args: string[]) => aiomend(['check', '--format', 'json', ...args])
    const one = check('--no-cache', '--jobs', '1')
    expect(JSON.parse(one.stdout).findings).toHaveLength(2 * names.length)
    expect(check('--no-cache', '--jobs', '3')).toEqual(one)
    expect(check('--jobs', '3')).toEqual(one)
    expect(check('--jobs', '1')).toEqual(one)
    write('jobs_3.py', read('jobs_3.py').replace('async def pause', 'def pause'))
    const changed = check('--no-cache', '--jobs', '1')
    expect(changed).not.toEqual(one)
    expect(check('--jobs', '3')).toEqual(changed)
  })

  test('fix what one fixes', () => {
    writeMany()
    expect(aiomend(['fix', '-q', '--jobs', '2']).status).toBe(0)
    const fixed = names.map(read)
    writeMany()
    aiomend(['fix', '-q', '--jobs', '1', '--no-cache'])
    expect(names.map(read)).toEqual(fixed)
  })

  test('lose one file and say so where one dies of it', async () => {
    writeMany()
    write('jobs_5.py', `# kills ${read('jobs_5.py')}`)
    const finder = new SettingsFinder({}, transforms)
    const project = new ProjectFiles()
    const caches = new Caches()
    const batch = batchOf([sandbox.folder], finder, project)
    await workAhead(batch, finder, caches, { jobs: 2, brief: { line: {} }, program: path.resolve(DYING) })
    const problems = [...run(batch, finder, project, caches)].map(outcome => outcome.problems)
    const dead = batch.files.findIndex(file => file.endsWith('jobs_5.py'))
    expect(problems[dead]).toEqual([
      expect.stringContaining('the worker that handled it died, which is a bug of aiomend'),
    ])
    expect(problems.filter(([problem]) => problem === 'seen')).toHaveLength(names.length - 1)
  })

  test.each(['0', 'many', '-1'])('are a number: %s', given => {
    expect(aiomend(['check', '--jobs', given])).toMatchObject({ status: 2 })
  })
})

const DYING = 'test/stubs/dying-worker.mjs'
