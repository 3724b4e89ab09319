import { describe, expect, test } from 'vitest'
import { AWAKE, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, read, write } = sandbox

describe('configuration', () => {
  test('is read from the nearest pyproject.toml, and the command line goes before it', () => {
    write(
      'pyproject.toml',
      '[tool.aiomend]\nexecutor = "to-thread"\nunsafe-fixes = true\nper-file-ignores = { "tests/" = ["blocking"] }\nexclude = ["vendored"]\n',
    )
    const text = 'import subprocess\n\n\nasync def work(c):\n    subprocess.run(c)\n    subprocess.Popen(c).wait()\n'
    for (const name of ['work.py', 'tests/test_work.py', 'vendored/work.py']) write(name, text)
    aiomend(['fix'])
    expect(read('work.py')).toContain(
      'await asyncio.to_thread(subprocess.run, c)\n    await asyncio.to_thread(subprocess.Popen(c).wait)',
    )
    expect(read('tests/test_work.py')).toBe(text)
    expect(read('vendored/work.py')).toBe(text)
    aiomend(['fix', '--executor', 'run-in-executor', 'vendored/work.py'])
    expect(read('vendored/work.py')).toContain('run_in_executor(None, subprocess.run, c)')
  })

  test('says where long computing goes, and so does the command line', () => {
    const text =
      'import asyncio\n\n\ndef count():\n    for _ in range(10**7):\n        pass\n\n\nasync def work():\n    count()\n'
    write('work.py', text)
    write('pyproject.toml', '[tool.aiomend]\ncpu-executor = "process"\nunsafe-fixes = true\n')
    aiomend(['fix', '--cpu-executor', 'thread'])
    expect(read('work.py')).toContain('run_in_executor(None, count)')
    write('work.py', text)
    aiomend(['fix'])
    expect(read('work.py')).toContain('run_in_executor(_process_pool, count)')
  })

  test('says which functions run in a thread what they are given', () => {
    write('pyproject.toml', '[tool.aiomend]\nthread-starters = ["offices.spawn"]\n')
    const text = [
      'import asyncio\n\nimport offices\n\n\nasync def main():\n    loop = asyncio.get_running_loop()\n',
      '    def write():\n        loop.call_soon(print, "written")\n\n    offices.spawn(write)\n',
    ].join('\n')
    write('work.py', text)
    aiomend(['fix'])
    expect(read('work.py')).toBe(text.replace('call_soon', 'call_soon_threadsafe'))
  })

  test('reads the target version from requires-python', () => {
    const text = 'import asyncio\ntry:\n    pass\nexcept asyncio.TimeoutError:\n    pass\n'
    write('work.py', text)
    write('pyproject.toml', '[project]\nrequires-python = ">=3.10"\n')
    expect(aiomend(['check', '--select', 'timeout-class']).status).toBe(0)
    write('pyproject.toml', '[project]\nrequires-python = ">=3.11.2,<4"\n')
    expect(aiomend(['check', '--select', 'timeout-class']).status).toBe(1)
    expect(aiomend(['check', '--select', 'timeout-class', '--target-version', 'py310']).status).toBe(0)
  })

  test.each([
    [
      '[tool.aiomend]\nselect = ["ALL"]\nselct = []\n',
      /pyproject\.toml:3: \[tool\.aiomend\] unknown key `selct`; known are select, ignore,/,
    ],
    ['[tool.aiomend]\n\nexecutor = "threads"\n', /pyproject\.toml:3: \[tool\.aiomend\] `executor`: /],
    ['[tool.aiomend]\ntarget-version = "3.9"\n', /pyproject\.toml:2: \[tool\.aiomend\] `target-version`: /],
    ['[tool.aiomend\n', /pyproject\.toml:\d: /],
    ['[tool.aiomend]\nselect = ["blocking-slep"]\n', /unknown pitfall `blocking-slep`/],
  ])('%j is refused with one line and exit code 2', (text, message) => {
    write('pyproject.toml', text)
    write('work.py', SLEEPY)
    const { status, stdout, stderr } = aiomend(['check'])
    expect(stderr).toMatch(message)
    expect(stderr.trimEnd()).not.toContain('\n')
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })

  test('selects by id, family and ALL, the more specific first', () => {
    write('work.py', `${SLEEPY}    input()\n`)
    const ids = (...args: string[]) =>
      [...aiomend(['check', ...args]).stdout.matchAll(/(?:warning|note|error) (\S+)/g)].map(([, id]) => id)
    expect(ids('--select', 'blocking-input')).toEqual(['blocking-input'])
    expect(ids('--select', 'event-loop')).toEqual([])
    expect(ids('--select', 'ALL', '--ignore', 'blocking', '--extend-select', 'blocking-sleep')).toEqual([
      'blocking-sleep',
    ])
    expect(ids('--ignore', 'blocking-sleep,blocking-input')).toEqual([])
  })
})

describe('a mistake in one pyproject.toml', () => {
  test('costs the files below it, named once, and no others', () => {
    write('pyproject.toml', '')
    write('work.py', SLEEPY)
    write('broken/pyproject.toml', '[tool.aiomend]\nselct = []\n')
    write('broken/one.py', SLEEPY)
    write('broken/two.py', SLEEPY)
    const { status, stderr } = aiomend(['fix'])
    expect(stderr).toMatch(
      /^broken\/pyproject\.toml: error: line 2: \[tool\.aiomend\] unknown key `selct`; .*left alone\n/,
    )
    expect(stderr.trimEnd()).not.toContain('\n')
    expect(status).toBe(2)
    expect(read('work.py')).toBe(AWAKE)
    expect(read('broken/one.py')).toBe(SLEEPY)
  })
})

describe('the nearest pyproject.toml', () => {
  test('is the nearest with a table of ours, for each file its own', () => {
    write('pyproject.toml', '[tool.aiomend]\nselect = ["blocking-input"]\n')
    write('plain/pyproject.toml', '[tool.other]\n')
    write('own/pyproject.toml', '[tool.aiomend]\nselect = ["blocking-sleep"]\n')
    for (const folder of ['plain', 'own']) write(`${folder}/work.py`, SLEEPY)
    aiomend(['fix', '.'])
    expect(read('plain/work.py')).toBe(SLEEPY)
    expect(read('own/work.py')).toBe(AWAKE)
  })

  test('gives way to the file of --config, with patterns from the working directory', () => {
    write('pyproject.toml', '[tool.aiomend]\nselect = ["blocking-input"]\n')
    write('etc/ours.toml', '[tool.aiomend]\nexclude = ["old/"]\n')
    for (const name of ['work.py', 'old/work.py']) write(name, SLEEPY)
    aiomend(['fix', '--config', 'etc/ours.toml'])
    expect(read('work.py')).toBe(AWAKE)
    expect(read('old/work.py')).toBe(SLEEPY)
  })
})
