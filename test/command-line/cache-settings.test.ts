import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CacheSandbox } from './cache-sandbox.ts'
import { SLEEPY } from './sandbox.ts'

const sandbox = new CacheSandbox()
const { check, tamper, write } = sandbox

describe('the cache', () => {
  test('holds other settings apart', () => {
    write('jobs.py', SLEEPY)
    check()
    tamper()
    expect(check('--unsafe').stdout).not.toContain('was kept')
  })

  test.each([['--select', 'ALL'], ['--task-group'], ['--cpu-executor', 'process']])(
    'holds runs with other options apart: %s',
    (...options) => {
      write('jobs.py', SLEEPY)
      check()
      tamper()
      expect(check(...options).stdout).not.toContain('was kept')
    },
  )

  test('does not answer for another baseline', () => {
    write('jobs.py', SLEEPY)
    write('known.json', '{"version":1,"findings":[]}')
    const { stdout } = check('--baseline', 'known.json')
    write('known.json', JSON.stringify({ version: 1, findings: JSON.parse(stdout).findings }))
    expect(JSON.parse(check('--baseline', 'known.json').stdout).findings).toEqual([])
  })

  test('holds parts of the files apart', () => {
    for (const name of ['a.py', 'b.py']) write(name, SLEEPY)
    const parts = [check('--shard', '1/2'), check('--shard', '2/2')]
    expect([check('--shard', '1/2'), check('--shard', '2/2')]).toEqual(parts)
    expect(parts.map(({ stdout }) => JSON.parse(stdout).findings[0].path)).toEqual(['a.py', 'b.py'])
  })

  test('does not answer for another way to run the tests', () => {
    write('pytest.ini', '[pytest]\n')
    write('test_jobs.py', `import pytest\nimport pytest_asyncio\n\nasync def test_jobs():\n    pass\n`)
    const select = ['--select', 'unmarked-async-test']
    expect(JSON.parse(check(...select).stdout).findings).toHaveLength(1)
    write('pytest.ini', '[pytest]\nasyncio_mode = auto\n')
    expect(JSON.parse(check(...select).stdout).findings).toEqual([])
  })

  test('is not asked what changed since a commit', () => {
    sandbox.git('init', '-q')
    write('jobs.py', SLEEPY)
    sandbox.git('add', '.')
    sandbox.git('commit', '-qm', 'Work')
    expect(JSON.parse(check('--since', 'HEAD').stdout).findings).toEqual([])
    expect(readdirSync(sandbox.folder)).not.toContain('.aiomend_cache')
  })
})
