import { describe, expect, test } from 'vitest'
import { Sandbox, SLEEPY } from './sandbox.ts'

const { aiomend, write } = new Sandbox()

/** Checks a coroutine with some body; the ids that are found. */
function found(body: string, ...args: string[]): string[] {
  write('work.py', `import time\n\n\nasync def work(a):\n${body}`)
  const { findings } = JSON.parse(aiomend(['check', '--format', 'json', ...args]).stdout)
  return findings.map(({ transform }: { transform: string }) => transform)
}

describe('a comment', () => {
  test.each([
    '# aiomend: ignore',
    '# AIOMEND:ignore',
    '# aiomend: ignore[blocking-sleep]',
    '# aiomend: ignore [ blocking-file, blocking-sleep ]',
    '# aiomend: ignore[blocking]',
    '# aiomend: ignore[ASYNC251]',
    '# why  # noqa',
    '# noqa: ASYNC251',
    '# noqa:E501,ASYNC251',
    '# noqa: E501 ASYNC251',
    '# ruff: ignore[ASYNC251]',
  ])('%s silences its line', comment => expect(found(`    time.sleep(1)  ${comment}\n`)).toEqual([]))

  test.each([
    '# aiomend: ignore[blocking-file]',
    '# aiomend: ignored',
    '# aiomend: ignore-me',
    '# noqa: ASYNC210',
    '# noqa: because',
    '# noqable',
    '# type: ignore',
    '# type: ignore[arg-type]',
  ])('%s does not', comment => expect(found(`    time.sleep(1)  ${comment}\n`)).toEqual(['blocking-sleep']))

  test.each([
    '# aiomend: ignore-file',
    '# aiomend: ignore-file[blocking-sleep]',
    '# ruff: noqa',
    '# flake8: noqa: ASYNC251',
  ])('%s silences the file', comment => expect(found(`    time.sleep(1)\n${comment}\n`)).toEqual([]))

  test('on any line of a statement silences all of it', () => {
    expect(found('    print(\n        time.sleep(1),\n        a,  # aiomend: ignore\n    )\n')).toEqual([])
  })

  test.each([
    ['`elif`', '    if a:\n        pass\n    elif time.sleep(1):  # noqa\n        pass\n'],
    ['`with`', '    with a(time.sleep(1)):  # noqa\n        pass\n'],
    ['decorator', '    @a(time.sleep(1))  # noqa\n    def inner(): ...\n'],
  ])('on the line of the %s silences what stands there', (_, body) => expect(found(body)).toEqual([]))

  test('on the header of a block does not silence its body', () => {
    expect(found('    if a:  # noqa\n        time.sleep(1)\n')).toEqual(['blocking-sleep'])
  })

  test('in a string is none', () => {
    expect(found('    time.sleep(1); a = "# noqa"\n')).toEqual(['blocking-sleep'])
  })
})

describe('per-file-ignores', () => {
  test.each([
    ['"tests/" = ["blocking"]', []],
    ['"test_*.py" = ["blocking-sleep"]', []],
    ['"tests/**" = ["ALL"]', []],
    ['"/test_work.py" = ["ALL"]', ['blocking-sleep']],
    ['"other.py" = ["ALL"]', ['blocking-sleep']],
  ])('{ %s } leaves %j', (patterns, ids) => {
    write('pyproject.toml', `[tool.aiomend]\nper-file-ignores = { ${patterns} }\n`)
    write('tests/test_work.py', SLEEPY)
    const { findings } = JSON.parse(aiomend(['check', '--format', 'json']).stdout)
    expect(findings.map(({ transform }: { transform: string }) => transform)).toEqual(ids)
  })

  test('hold against an id selected on the command line', () => {
    write('pyproject.toml', '[tool.aiomend]\nper-file-ignores = { "work.py" = ["blocking"] }\n')
    expect(found('    time.sleep(1)\n', '--extend-select', 'blocking-sleep')).toEqual([])
  })
})

describe('--ignore', () => {
  test('adds to what the configuration ignores', () => {
    write('pyproject.toml', '[tool.aiomend]\nignore = ["blocking-sleep"]\n')
    expect(found('    time.sleep(1)\n    input()\n', '--ignore', 'blocking-input')).toEqual([])
  })
})
