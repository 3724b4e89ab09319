import { describe, expect, test } from 'vitest'
import { Sandbox } from './sandbox.ts'

const { aiomend, write } = new Sandbox()
const WORKER = 'async def work():\n    pass\n'
const check = (...args: string[]) => aiomend(['check', '--quiet', '--no-cache', ...args])

describe('a file without a word about asynchronous code', () => {
  test.each([
    ['a module', 'from jobs.worker import work\nwork()\n'],
    ['a module by an alias', 'import jobs.worker as w\nw.work()\n'],
    ['a package that hands it on', 'from jobs import work\nwork()\n'],
    ['a module that hands it on', 'from jobs.compat import work\nwork()\n'],
    ['one with a class of it', 'from jobs.pool import Pool\nPool().work()\n'],
    ['one that gives it back', 'from jobs.pool import make\nmake().work()\n'],
    ['a module as an attribute', 'import jobs\njobs.worker.work()\n'],
    ['several lines', 'from jobs import (\n    work,\n)\nwork()\n'],
    ['a statement after another', 'import os; from jobs import work\nwork()\n'],
    ['a star', 'from jobs.compat import *\nwork()\n'],
    ['a star that a loop seems to bind', 'from jobs.looped import work\nwork()\n'],
    ['a module that is handed on', 'import jobs.worker as w\nm = w\nm.work()\n'],
    ['a name that is only declared', 'from jobs.declared import pool\npool.work()\n'],
    ['what a function sets', 'from jobs.declared import late\nlate.work()\n'],
    ['an annotation that is a string', 'from jobs.declared import find\nfind().work()\n'],
    ['what a function gives back under a local name', 'from jobs.local import found\nfound().work()\n'],
    ['what a method sets', 'from jobs.local import Holder\nHolder().held.work()\n'],
  ])('is looked into where it imports something that has one: %s', (_, text) => {
    write('pyproject.toml', '')
    write('jobs/__init__.py', 'from .compat import work\n')
    write('jobs/compat.py', 'from .worker import work\n')
    write('jobs/worker.py', `${WORKER}\n\nclass Worker:\n    async def work(self):\n        pass\n`)
    write(
      'jobs/pool.py',
      'from .worker import Worker\n\nclass Pool(Worker):\n    pass\n\ndef make():\n    return Worker()\n',
    )
    write('jobs/looped.py', 'from .worker import *\nfor each in [work]:\n    pass\n')
    write(
      'jobs/declared.py',
      'from .pool import Pool\n\npool: Pool\n\ndef start():\n    global late\n    late = Pool()\n\ndef find() -> "Pool": ...\n',
    )
    write(
      'jobs/local.py',
      'from .pool import make\n\ndef found():\n    first = make()\n    last = first\n    return last\n\nclass Holder:\n    def __init__(self):\n        self.held = make()\n',
    )
    write('main.py', text)
    expect(check().stdout).toContain('main.py:')
  })

  test.each([
    ['a package', 'from jobs import work\nwork()\n'],
    ['an ordinary module of it', 'from jobs.front import work\nwork()\n'],
    ['one that is imported after a remark', 'from jobs import (  # (all)\n    middle,\n)\nmiddle.work()\n'],
  ])('is looked into where what is installed gets one through ordinary modules: %s', (_, text) => {
    const site = '.venv/lib/python3.12/site-packages/jobs'
    write('pyproject.toml', '')
    write('.venv/pyvenv.cfg', '')
    write(`${site}/__init__.py`, 'from jobs.front import work\n')
    write(`${site}/front.py`, 'from .middle import work\n')
    write(`${site}/middle.py`, 'from jobs.inner import work\n')
    write(`${site}/inner.py`, WORKER)
    write('main.py', text)
    expect(check().stdout).toContain('main.py:')
  })

  const RACE = 'total = 0\n\ndef add():\n    global total\n    total += 1\n\nfor _ in range(3):\n    '
  test.each([
    ['a thread', 'import threading\n', 'threading.Thread(target=add).start()\n'],
    ['a thread by another name', 'from compat import Worker\n', 'Worker(target=add).start()\n'],
    ['what starts one, by another name', 'from compat import spawn\n', 'spawn(add, ())\n'],
    ['a function that the configuration names', 'from compat import start\n', 'start(add)\n'],
  ])('is looked into where it starts %s', (_, imports, start) => {
    write('pyproject.toml', start.startsWith('start(') ? '[tool.aiomend]\nthread-starters = ["compat.start"]\n' : '')
    write(
      'compat.py',
      'import _thread\nfrom threading import Thread as Worker\n\nspawn = _thread.start_new_thread\n\ndef start(work):\n    Worker(target=work).start()\n',
    )
    write('main.py', `${imports}${RACE}${start}`)
    expect(check('--select', 'race-in-threads').stdout).toContain('main.py:')
  })

  test('is looked into where it runs a server that has a loop', () => {
    write(
      'main.py',
      'import logging\nimport logging.handlers\n\nimport uvicorn\n\nlogging.getLogger().addHandler(logging.handlers.SocketHandler("logs", 9020))\nuvicorn.run("app")\n',
    )
    expect(check('--select', 'blocking-log-handler').stdout).toContain('main.py:')
  })

  test('is looked into where the configuration says what runs tasks', () => {
    write('pyproject.toml', '[tool.aiomend]\ntask-starters = ["mylib.spawn"]\n')
    write('main.py', 'import mylib\n\ndef work():\n    return 1\n\nmylib.spawn(work())\n')
    expect(check('--select', 'run-of-plain-function').stdout).toContain('main.py:')
  })

  test.each([
    ['a conftest', {}, 'tests/conftest.py', ''],
    ['a module that a conftest lists', { 'tests/conftest.py': 'pytest_plugins = ["parts"]\n' }, 'parts.py', ''],
    ['a module that it lists itself', {}, 'parts.py', 'pytest_plugins = "parts"\n\n'],
  ])('is looked into where a fixture of %s gives it something that has one', (_, others, holder, before) => {
    write('pyproject.toml', '')
    write('worker.py', 'class Worker:\n    async def work(self):\n        pass\n')
    write(holder, 'import pytest\nfrom worker import Worker\n\n@pytest.fixture\ndef worker():\n    return Worker()\n')
    for (const [name, text] of Object.entries(others)) write(name, text)
    write('tests/test_work.py', `${before}def test_work(worker):\n    worker.work()\n`)
    expect(check().stdout).toContain('test_work.py:')
  })

  test('is looked into where the configuration speaks of what it calls', () => {
    write('pyproject.toml', '[tool.aiomend]\ncoroutine-functions = ["mylib.task"]\n')
    write('main.py', 'import mylib\nmylib.task()\n')
    expect(check().stdout).toContain('main.py:')
  })

  test.each([
    ['what it names leads nowhere', 'from tools import plain\n'],
    ['it names none of a module', 'import tools\nprint("tools")\n'],
    ['what it names only does something asynchronous', 'from tools import start\nstart()\n'],
    ['only a remark speaks of it', '# Is async in time.\n"""Awaits\nthe end."""\n'],
  ])('is not parsed where %s', (_, text) => {
    write('pyproject.toml', '')
    const start =
      'def start():\n    loop = asyncio.new_event_loop()\n    if loop.run_until_complete(other()):\n        raise OSError\n'
    write(
      'tools.py',
      `import asyncio\n\ndef plain():\n    pass\n\nasync def other():\n    await asyncio.sleep(1)\n\n${start}`,
    )
    write('broken.py', `${text}\ndef f(:\n`)
    expect(check().stderr).toBe('')
    write('broken.py', `${text}from tools import other\n\nother()\n\ndef f(:\n`)
    expect(check().stderr).toContain('broken.py: error: invalid syntax')
  })

  test('is looked into when what it names has become of interest, and not before', () => {
    const cached = () => aiomend(['check', '--quiet'])
    write('pyproject.toml', '')
    write('tools.py', 'def plain():\n    pass\n')
    write('main.py', 'from tools import plain\nplain()\n')
    expect(cached().stdout).not.toContain('main.py')
    write('tools.py', '# Tools.\ndef plain():\n    pass\n\nasync def other():\n    pass\n')
    expect(cached().stdout).not.toContain('main.py')
    write('tools.py', 'async def plain():\n    pass\n')
    expect(cached().stdout).toContain('main.py')
  })

  test('is parsed only where it is named: then its mistakes are told', () => {
    write('broken.py', 'def f(:\n')
    expect(check().stderr).toBe('')
    expect(check('broken.py').stderr).toContain('broken.py: error: invalid syntax')
  })

  test('is not parsed where it is as large as only data is', () => {
    write('data.py', `PAGES = [${'f(1), '.repeat(700_000)}`)
    expect(check('data.py').stderr).toBe('')
  })
})
