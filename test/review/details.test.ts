import { describe, expect, test } from 'vitest'
import { Sandbox, SLEEPY } from '../command-line/sandbox.ts'
import { OpenReviews } from './open-reviews.ts'

const sandbox = new Sandbox()
const { write } = sandbox
const { reviewOf } = new OpenReviews(sandbox)

describe('a finding is shown', () => {
  test('side by side, with the names of its highlighting and what differs', async () => {
    write('work.py', SLEEPY.replaceAll('\n', '\r\n'))
    const review = await reviewOf()
    const [{ id } = { id: '' }] = (await review.list()).findings
    const [details] = await review.details(id)
    const [head = [], tail = []] = details?.files[0]?.hunks ?? []
    const rows = [...head, ...tail].filter(({ isChange }) => isChange)
    expect(rows).toEqual([
      {
        before: {
          line: 1,
          pieces: [
            ['import', 'keyword', false],
            [' ', '', false],
            ['time', '', true],
          ],
        },
        after: {
          line: 1,
          pieces: [
            ['import', 'keyword', false],
            [' ', '', false],
            ['asyncio', '', true],
          ],
        },
        isChange: true,
      },
      {
        before: {
          line: 5,
          pieces: [
            ['    ', '', false],
            ['time', '', true],
            ['.', '', false],
            ['sleep', 'function', false],
            ['(', '', false],
            ['1', 'number', false],
            [')', '', false],
          ],
        },
        after: {
          line: 5,
          pieces: [
            ['    ', '', false],
            ['await', 'keyword', true],
            [' asyncio', '', true],
            ['.', '', false],
            ['sleep', 'function', false],
            ['(', '', false],
            ['1', 'number', false],
            [')', '', false],
          ],
        },
        isChange: true,
      },
    ])
  })

  test('with the lines it is about and what a person should write, where nothing mends it', async () => {
    write('work.py', 'import time\n\n\nasync def work(lock):\n    with lock:\n        time.sleep(1)\n')
    const review = await reviewOf()
    const [{ id, safety } = { id: '', safety: '' }] = (await review.list()).findings
    const [{ refused, files } = { refused: '', files: [] }] = await review.details(id)
    expect(safety).toBe('manual')
    expect(refused).toMatch(/`lock` is held here/)
    const lines = files.flatMap(({ hunks }) => hunks.flat().map(({ before }) => before?.line))
    expect(lines).toEqual([3, 4, 5, 6, 7])
    expect(await review.apply(id)).toMatchObject({ status: 200, fixed: 0, written: [] })
  })
})
