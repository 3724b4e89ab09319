import { describe, expect, test } from 'vitest'
import { AWAKE, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, read, write } = sandbox

describe('a repository from anybody', () => {
  test('hangs nothing by long comments, and by long files that say how its tests are run', () => {
    const many = 150_000
    const comments = ['# aiomend: ignore[', '# noqa: A1', '# type: ignore [', '# ruff: ignore [', '#     ']
    write('test_jobs.py', `${SLEEPY}${comments.map(each => `${each.repeat(many / 10)}\n`).join('')}`)
    write('pytest.ini', `[pytest]\n${'\n'.repeat(many)}`)
    write('.venv/pyvenv.cfg', '')
    write('.venv/lib/python3.12/site-packages/__editable___pages_finder.py', 'MAPPING\n'.repeat(many))
    expect(aiomend(['fix', '-q', '--unsafe'], { seconds: 15 }).status).toBe(0)
  })

  test.each([
    ['x = f(1)'],
    ['x = x.load()'],
    ['x: int = f(1)'],
    ['count += 1'],
    ['count = count + 1'],
    ['tasks.append(f(1))'],
  ])('hangs nothing by 12,000 lines of %s', line => {
    const lines = (indent: string) => `${indent}${line}\n`.repeat(12_000)
    const head = 'import asyncio\nimport threading\ntasks = []\ncount = 0\n'
    write('jobs.py', `${head}${lines('')}\n\nasync def main(f):\n    x = f\n${lines('    ')}`)
    expect(aiomend(['check', '-q', '--no-cache', '--select', 'ALL'], { seconds: 15 }).status).toBe(0)
  })

  test('hangs nothing by its patterns', () => {
    write('pyproject.toml', `[tool.aiomend]\nexclude = ["${'**/a/'.repeat(30)}b", "${'*a'.repeat(100)}b"]\n`)
    write(`${'a/'.repeat(60)}jobs.py`, SLEEPY)
    write(`${'a'.repeat(200)}.py`, SLEEPY)
    expect(aiomend(['fix', '-q'], { seconds: 15 }).status).toBe(0)
    expect(read(`${'a'.repeat(200)}.py`)).toBe(AWAKE)
  })
})
