import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ProjectFiles } from '../src/project/project.ts'
import { classesInOrder } from '../src/semantics/types/classes.ts'
import { classesIn } from '../src/semantics/types/root.ts'
import { loadParser } from '../src/syntax/parser.ts'

let folder = ''

beforeAll(loadParser)

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'aiomend-mentions-')))
})

afterEach(() => rmSync(folder, { recursive: true }))

function projectOf(files: Readonly<Record<string, string>>): ProjectFiles {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  return new ProjectFiles()
}

const FROM = 'from base import Agent\n'

test.each([
  'class Mine(Agent): pass\n',
  'class\tMine \\\n  (Other, Agent):\n    pass\n',
  'class Mine[T](Agent): pass\n',
  'class Mine[T: (int, str)](Agent): pass\n',
  'class Mine(  # see f():\n    Agent,\n):\n    pass\n',
  'class Mine(Of["):"], Agent): pass\n',
  'class Mine(Of[{f(): 1}], Agent): pass\n',
  'class Größe(Agent): pass\n',
  'def f():\n    class Mine(Agent): pass\n',
  'class Mine(Agent[int]): pass\n',
  'import base\nclass Mine(base . Agent): pass\n',
  'class Mine(base\r.Agent): pass\rimport base\r',
  'from base import Agent as Base\nclass Mine(Base): pass\n',
  'Base = Agent\nclass Mine(Base): pass\n',
  'Base = (\n    Agent\n)\nclass Mine(Base): pass\n',
  'Base: type = Agent\nclass Mine(Base): pass\n',
  'from typing import NewType\nBase = NewType(\n    "Base",  # an agent\n    Agent,\n)\nclass Mine(Base): pass\n',
  'from typing import Annotated\nBase = Annotated[\n    Agent, 1]\nclass Mine(Base): pass\n',
  'Base = "Agent"\nclass Mine(Base): pass\n',
  'type Base = Agent\nclass Mine(Base): pass\n',
  'Base, other = Agent, 1\nclass Mine(Base): pass\n',
])('a class that inherits is found without its file being parsed: %j', source => {
  const project = projectOf({ 'base.py': 'class Agent: pass\n', 'heir.py': FROM + source })
  const heir = path.join(folder, 'heir.py')
  expect(project.filesInheriting('Agent', path.join(folder, 'base.py'))).toContain(heir)

  const file = project.fileAt(heir)
  const mine = file && classesIn(file).find(({ summary }) => summary.name !== 'Agent')
  const order = mine ? classesInOrder(mine) : []
  // Of a base that is not known nothing is certain.
  if (!order.includes(undefined)) expect(order.map(each => each?.of.name)).toContain('base.Agent')
})

test('files that only use a class are not taken for such with heirs of it', () => {
  const project = projectOf({
    'base.py': 'class Agent: pass\n',
    'made.py': `${FROM}agent = Agent(1)\nclass Other(Base):\n    def run(self, agent: Agent) -> Agent: pass\n`,
    'passed.py': `${FROM}start(Agent, [Agent])\nclass Other: pass\nisinstance(agent, Agent)\n`,
  })
  expect(project.filesInheriting('Agent', path.join(folder, 'base.py'))).toEqual([])
})

test('a class with very many bases may be an heir', () => {
  const bases = Array.from({ length: 300 }, (_, index) => `Base${index},`).join('\n')
  const project = projectOf({
    'base.py': 'class Agent: pass\n',
    'heir.py': `${FROM}class Mine(\n${bases}Agent): pass\n`,
  })
  expect(project.filesInheriting('Agent', path.join(folder, 'base.py'))).toHaveLength(1)
})

test.each(['class a(', 'class a(b) ', 'class a(b)  =(', '=a(', '= x.y', 'patch(', 'x . ', '('])(
  'to search many of one thing costs no more than its length: %j',
  part => {
    const text = `# Agent, base, run\n${part.repeat(300_000)}\n`
    const project = projectOf({ 'base.py': 'class Agent: pass\n', 'many.py': text })
    const base = path.join(folder, 'base.py')
    expect(project.filesInheriting('Agent', base).length).toBeLessThan(2)
    expect(project.patchesOf(base, 'run')).toEqual([])
  },
)

test.each([
  'patch("app.jobs.time.sleep")\n',
  'patch ("app.jobs.time.sleep")\n',
  'from app import jobs\npatch.object(jobs.time, "sleep")\n',
  'from app import jobs\nmonkeypatch.setattr(jobs.time, "sleep", quick)\n',
  'from app import jobs\njobs.time.sleep = quick\n',
  'from app import jobs\njobs.time . sleep = quick\n',
  'from app import jobs\njobs.time. \\\n  sleep = quick\n',
  'from app import jobs\njobs.time = quick\n',
  'from app import jobs\nbefore, jobs.time.sleep = jobs.time.sleep, quick\n',
  'from app import jobs\nwith quicker() as jobs.time.sleep:\n    jobs.run()\n',
  'from app import jobs\nfor jobs.time.sleep in (quick, quicker):\n    jobs.run()\n',
  'from app import jobs\ndel jobs.time\n',
  'patch.multiple("app.jobs", a=1, time=quick)\n',
  'patch(\n    # it waits else\n    "app.jobs."\n    "time.sleep"\n)\n',
])('what is put in the place of a name is found: %j', source => {
  const project = projectOf({ 'jobs.py': 'import time\ntime.sleep(1)\n', 'test_jobs.py': source })
  const [found] = project.patchesOf(path.join(folder, 'jobs.py'), 'time.sleep')
  expect(found?.target).toMatch(/^app\.jobs\.time(\.sleep)?$/)
})

test('a file that calls what another calls puts nothing in its place', () => {
  const text = 'from app import jobs\nimport time\n\ndef test_it():\n    jobs.run()\n    time.sleep(1)\n'
  const project = projectOf({ 'jobs.py': 'import time\ntime.sleep(1)\n', 'test_jobs.py': text })
  expect(project.patchesOf(path.join(folder, 'jobs.py'), 'time.sleep')).toEqual([])
})
