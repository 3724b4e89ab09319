import { realpathSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { AWAKE, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, git, read, write } = sandbox

describe("a file's neighbours", () => {
  test.each([
    ['@patch("app.jobs.time.sleep")\ndef test_work(sleep): ...\n'],
    ['def test_work():\n    with patch("app.jobs.time.sleep"): ...\n'],
    ['def test_work():\n    mock.patch.object(app.jobs.time, "sleep")\n'],
    ['def test_work(monkeypatch):\n    monkeypatch.setattr("app.jobs.time.sleep", print)\n'],
    ['def test_work(monkeypatch):\n    monkeypatch.setattr(app.jobs.time, "sleep", print)\n'],
    ['def test_work(mocker):\n    mocker.patch("app.jobs.time")\n'],
    ['def test_work():\n    jobs.time.sleep = print\n'],
    ['MODULE = "app.jobs"\n@patch(MODULE + ".time.sleep")\ndef test_work(sleep): ...\n'],
    ['MODULE = "app.jobs"\n@patch(f"{MODULE}.time.sleep")\ndef test_work(sleep): ...\n'],
    ['patch.multiple("app.jobs", time=None)\n'],
  ])('that patch a name make its fix unsafe: %j', test_ => {
    write('pyproject.toml', '')
    write('app/jobs.py', SLEEPY)
    write(
      'tests/test_jobs.py',
      `from unittest import mock\nfrom unittest.mock import patch\nimport app.jobs\nfrom app import jobs\n\n${test_}`,
    )
    const { stdout } = aiomend(['check', 'app'])
    expect(stdout).toMatch(/caution: tests\/test_jobs\.py:\d+ patches `.*`, which this code no longer calls\./)
    expect(aiomend(['fix']).status).toBe(1)
    expect(read('app/jobs.py')).toBe(SLEEPY)
  })

  test.each([
    ['from jobs import time\n'],
    ['from jobs import *\n'],
    ['import jobs\njobs.time.time()\n'],
    ['import jobs as j\nj.time.time()\n'],
    ['import jobs\ngetattr(jobs, "time")\n'],
  ])('that take a name keep its import: %j', text => {
    write('pyproject.toml', '')
    write('jobs.py', SLEEPY)
    write('other.py', text)
    aiomend(['fix', 'jobs.py'])
    expect(read('jobs.py')).toContain('import asyncio\nimport time\n')
  })

  test.each([['from others import time\n'], ['import jobs\njobs.work()\nimport time\n'], ['# jobs.time\n']])(
    'that speak of something else do not: %j',
    text => {
      write('pyproject.toml', '')
      write('jobs.py', SLEEPY)
      write('other.py', text)
      aiomend(['fix', 'jobs.py'])
      expect(read('jobs.py')).toBe(AWAKE)
    },
  )

  test('are all those of the repository, in other packages too', () => {
    git('init', '-q')
    write('packages/core/pyproject.toml', '')
    write('packages/core/src/core/jobs.py', SLEEPY)
    write('packages/web/pyproject.toml', '')
    write('packages/web/web.py', 'from core.jobs import time\n')
    aiomend(['fix'], { from: 'packages/core' })
    expect(read('packages/core/src/core/jobs.py')).toContain('import time\n')
  })

  test('are all those of the package outside any repository, though some of its folders are none', () => {
    write('app/__init__.py', '')
    write('app/web/work/jobs.py', SLEEPY)
    write('app/other.py', 'from app.web.work.jobs import time\n')
    aiomend(['fix', 'app/web/work'])
    expect(read('app/web/work/jobs.py')).toContain('import time\n')
  })

  test('are not all that lies in the home folder, because a stray file makes a package of it', () => {
    write('__init__.py', '')
    write('app/jobs.py', SLEEPY)
    write('other.py', 'from app.jobs import time\n')
    aiomend(['fix', 'app'], { env: { HOME: realpathSync(sandbox.folder) } })
    expect(read('app/jobs.py')).toBe(AWAKE)
  })
})

test('modules are found in the folders that the configuration names as `src`', () => {
  write('pyproject.toml', '[tool.aiomend]\nsrc = ["lib"]\n')
  write('lib/shop.py', 'async def go():\n    return 1\n')
  write('app/main.py', 'import shop\n\n\nasync def main():\n    shop.go()\n')
  aiomend(['fix', 'app/main.py'])
  expect(read('app/main.py')).toContain('    await shop.go()\n')
})

describe('installed packages', () => {
  const library = 'class Client:\n    async def send(self): ...\n\n\nasync def connect() -> Client: ...\n'
  const program =
    'import editable\nimport lib\n\n\nasync def main():\n    client = await lib.connect()\n    client.send()\n    editable.go()\n'
  const fixed = program
    .replace('    client.send', '    await client.send')
    .replace('    editable.go', '    await editable.go')

  function environment(folder: string): void {
    write(`${folder}/pyvenv.cfg`, '')
    write(`${folder}/lib/python3.12/site-packages/lib.pyi`, library)
    write(`${folder}/lib/python3.12/site-packages/lib.py`, 'connect = 1\n')
    write(`${folder}/lib/python3.12/site-packages/editable.pth`, `# a path\nimport os\n../../../../sources\n`)
    write('sources/editable.py', 'async def go():\n    return 1\n')
  }

  test('are read from the nearest .venv, what `.pth` files add too', () => {
    environment('.venv')
    write('app/main.py', program)
    aiomend(['fix', 'app/main.py'], { env: { VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined } })
    expect(read('app/main.py')).toBe(fixed)
  })

  test.each([
    ['--venv', ['--venv', 'other'], {}, ''],
    ['VIRTUAL_ENV', [], { VIRTUAL_ENV: 'other' }, ''],
    ['the configuration', [], {}, '[tool.aiomend]\nvenv = "other"\n'],
  ])('are read from what %s names', (_, args, env, config) => {
    environment('other')
    write('pyproject.toml', config)
    write('main.py', program)
    aiomend(['fix', 'main.py', ...args], { env: { VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined, ...env } })
    expect(read('main.py')).toBe(fixed)
  })

  test.each([
    ['setuptools', '__editable___shop_1_finder.py', (at: string) => `MAPPING: dict[str, str] = {'editable': '${at}'}`],
    ['the library `editables`', '_shop.py', (at: string) => `F.map_module('editable', '${at}.py')`],
  ])('are read where %s says they are developed', (_, name, text) => {
    environment('.venv')
    const developed = write('sources/shop.py', 'async def go():\n    return 1\n')
    write('.venv/lib/python3.12/site-packages/editable.pth', 'import shop; shop.install()\n')
    write(`.venv/lib/python3.12/site-packages/${name}`, `${text(developed.replace('.py', ''))}\n`)
    rmSync(path.join(path.dirname(developed), 'editable.py'))
    write('app/main.py', program)
    aiomend(['fix', 'app/main.py'], { env: { VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined } })
    expect(read('app/main.py')).toBe(fixed)
  })

  test('are not guessed without one', () => {
    write('main.py', program)
    aiomend(['fix', 'main.py'], { env: { VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined } })
    expect(read('main.py')).toBe(program)
    const { status, stderr } = aiomend(['fix', '--venv', 'nowhere', 'main.py'])
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'aiomend: nowhere: no environment with site-packages\n' })
  })
})
