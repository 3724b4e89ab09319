import { describe, expect, test } from 'vitest'
import { AWAKE, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, write } = sandbox

describe('check', () => {
  test('shows the code, the reason and the fix, and exits with 1', () => {
    write('work.py', SLEEPY)
    const { status, stdout, stderr } = aiomend(['check'])
    expect(stdout).toBe(`work.py: 1 pitfall
work.py:5:5 warning blocking-sleep
  \`time.sleep\` blocks every task on this event loop
  4 | async def work():
  5 |     time.sleep(1)
    |     ^^^^^^^^^^^^^
  why: Until it returns no other task runs, no timeout fires and no cancellation is delivered.
  fix:
    +import asyncio
    -    time.sleep(1)
    +    await asyncio.sleep(1)

Found 1 pitfall in 1 of 1 file: 1 can be fixed.
`)
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
  })

  test('says of clean code that it is, and exits with 0', () => {
    write('work.py', AWAKE)
    expect(aiomend(['check', '.'])).toEqual({ status: 0, stdout: 'No pitfalls found in 1 file.\n', stderr: '' })
  })

  test('prints JSON with lines and columns in characters and offsets in UTF-16 units', () => {
    write('work.py', 'import time\nasync def f():\n    "😀"; time.sleep(1)\n')
    const { status, stdout } = aiomend(['check', '--format', 'json'])
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      files: 1,
      findings: [
        {
          transform: 'blocking-sleep',
          family: 'blocking',
          level: 'warning',
          path: 'work.py',
          line: 3,
          column: 10,
          endLine: 3,
          endColumn: 23,
          start: 37,
          end: 50,
          message: '`time.sleep` blocks every task on this event loop',
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
          outcome: {
            fix: {
              edits: [
                {
                  path: 'work.py',
                  start: 37,
                  end: 41,
                  text: 'await asyncio',
                  line: 3,
                  column: 10,
                  endLine: 3,
                  endColumn: 14,
                },
              ],
              imports: ['import asyncio'],
              importEdits: [
                {
                  path: 'work.py',
                  start: 0,
                  end: 0,
                  text: 'import asyncio\n',
                  line: 1,
                  column: 1,
                  endLine: 1,
                  endColumn: 1,
                },
              ],
              cautions: [],
            },
          },
          source: [
            { path: 'work.py', line: 1, start: 0, text: 'import time\nasync def f():\n    "😀"; time.sleep(1)\n' },
          ],
        },
      ],
      errors: [],
    })
  })

  test('reports why there is no fix', () => {
    write('work.py', 'import time\nasync def f(xs):\n    return (time.sleep(x) for x in xs)\n')
    expect(aiomend(['check']).stdout).toContain(
      'not fixed: an `await` would turn this generator expression into an asynchronous one; make it a list comprehension.',
    )
  })

  test('groups by file, and counts by pitfall at the end', () => {
    write('one.py', `${SLEEPY}    input()\n`)
    write('two.py', SLEEPY)
    const { stdout } = aiomend(['check'])
    const headings = [...stdout.matchAll(/^\w+\.py: .*$/gm)].map(([heading]) => heading)
    expect(headings).toEqual(['one.py: 2 pitfalls', 'two.py: 1 pitfall'])
    expect(stdout).toMatch(/\npitfall +found .*\nblocking-sleep +2 .*\nblocking-input +1 .*\ntotal +3 .*\n\nFound 3/)
    expect(aiomend(['check', '-q']).stdout).not.toContain('total')
  })

  test('counts by pitfall on demand', () => {
    write('work.py', SLEEPY)
    expect(aiomend(['check', '--statistics']).stdout).toMatch(
      /^pitfall +found safe fix +unsafe +refused\nblocking-sleep +1 +1 +0 +0\n/,
    )
  })
})
