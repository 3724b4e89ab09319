import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { transforms } from '../fixture.ts'
import { CacheSandbox } from './cache-sandbox.ts'
import { AWAKE, SLEEPY } from './sandbox.ts'

const sandbox = new CacheSandbox()
const { aiomend, cached, check, read, write } = sandbox

describe('the cache', () => {
  test.each([
    ['jobs.py', 'a file is in the place of a folder'],
    ['jobs.py/cache', 'not a directory'],
    ['/proc/none', 'no such file or directory'],
  ])('says once that nothing can be kept in %s, and goes on', (folder, reason) => {
    write('jobs.py', SLEEPY)
    const { status, stdout, stderr } = aiomend(['check', '--format', 'json', '--cache-dir', folder])
    const shown = path.resolve(sandbox.folder, folder)
    const advice = 'the next run will take as long as this one; name another folder with --cache-dir'
    expect(stderr).toBe(`aiomend: ${shown}: nothing can be kept here: ${reason}; ${advice}\n`)
    expect(stdout).toContain('blocks every task')
    expect(status).toBe(1)
  })

  test('in a folder with anything else leaves its .gitignore alone', () => {
    write('jobs.py', SLEEPY)
    check('--cache-dir', '.')
    expect(readdirSync(sandbox.folder)).not.toContain('.gitignore')
    write('.gitignore', 'build/\n')
    check('--cache-dir', '.')
    expect(read('.gitignore')).toBe('build/\n')
    check('--cache-dir', 'kept')
    expect(read('kept/.gitignore')).toBe('*\n')
  })

  test('keeps sixteen things', () => {
    write('jobs.py', AWAKE)
    for (const { id } of transforms.slice(0, 18)) check('--select', id)
    expect(cached().filter(name => name.endsWith('.json'))).toHaveLength(16)
  })

  test('lies where the user says', () => {
    write('jobs.py', SLEEPY)
    check('--cache-dir', 'kept')
    expect(readdirSync(sandbox.folder).sort()).toEqual(['jobs.py', 'kept'])
  })

  test('that cannot be written does no harm', () => {
    write('jobs.py', SLEEPY)
    write('kept', 'a file, no folder')
    expect(check('--cache-dir', 'kept').status).toBe(1)
  })
})
