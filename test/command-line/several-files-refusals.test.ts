import { describe, expect, test } from 'vitest'
import { AFTER, BEFORE, cannot, DroppedCoroutine } from './dropped-coroutine.ts'

const sandbox = new DroppedCoroutine()
const { aiomend, all, refusal, write } = sandbox

describe('a fix of several files is refused', () => {
  test('where one of them is not given', () => {
    expect(refusal('app', 'main.py')).toBe(
      cannot('it has to change in web/page.py:5 too, which is not among the given paths'),
    )
    aiomend(['fix', '--unsafe', 'app', 'main.py'])
    expect(all()).toEqual(BEFORE)
  })

  test('where one of them is excluded, or is to be left alone', () => {
    write('pyproject.toml', '[tool.aiomend]\nexclude = ["web/"]\n')
    expect(refusal()).toBe(cannot('it has to change in web/page.py:5 too, which is not among the given paths'))
    write('pyproject.toml', '')
    write('web/page.py', `# aiomend: ignore-file\n${BEFORE['web/page.py']}`)
    expect(refusal()).toBe(cannot('it has to change in web/page.py:6 too, which is to be left alone'))
  })

  test('where one of them has a syntax error, or cannot be read', () => {
    write('web/other.py', 'from app.jobs import store\nstore(\n')
    expect(refusal()).toBe(cannot('web/other.py may call `store`, and cannot be read as Python'))
    write('web/other.py', Buffer.from('from app.jobs import store\nstore("\xff")\n', 'latin1'))
    expect(refusal()).toBe(cannot('web/other.py may call `store`, and cannot be read as Python'))
  })

  test('where only standard input is changed; a fix of one file is not', () => {
    const { stdout, status } = aiomend(['fix', '--unsafe', '--stdin-filename', 'app/jobs.py', '-'], {
      input: BEFORE['app/jobs.py'] ?? '',
    })
    expect({ stdout, status }).toEqual({ stdout: BEFORE['app/jobs.py'], status: 1 })
    const { findings } = JSON.parse(
      aiomend(['check', '--format', 'json', '--stdin-filename', 'app/jobs.py', '-'], {
        input: BEFORE['app/jobs.py'] ?? '',
      }).stdout,
    )
    expect(findings[0].outcome.refused).toBe(
      cannot('it has to change in web/page.py:5 too, which is not among the given paths'),
    )
    write('main.py', '')
    write('web/page.py', '')
    const input = `${BEFORE['app/jobs.py']}\n\nasync def page():\n    store(1)\n`
    expect(aiomend(['fix', '--unsafe', '--stdin-filename', 'app/jobs.py', '-'], { input }).stdout).toBe(
      `${AFTER['app/jobs.py']}\n\nasync def page():\n    await store(1)\n`,
    )
  })

  test('where it grows beyond reason', () => {
    const chain = Array.from({ length: 60 }, (_, n) => `def step${n}():\n    ${n ? `step${n - 1}` : 'save'}()\n`)
    write('chain.py', `async def save(): ...\n${chain.join('')}async def main():\n    step59()\n`)
    expect(refusal('chain.py')).toContain('more than 50 functions would have to become `async def` with it')
  })
})
