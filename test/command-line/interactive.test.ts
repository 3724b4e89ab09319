import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { AWAKE, bin, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, git, read, write } = sandbox

/** Three sleeps and a question, of which each can be fixed. */
const THREE =
  'import time\n\n\nasync def work():\n    time.sleep(1)\n    input()\n    time.sleep(2)\n    time.sleep(3)\n'

interface Session {
  readonly seen: string
  readonly status: number
  readonly echoes: boolean
}

/** `fix --interactive` on a pseudo-terminal, where a key is pressed for each question. */
const onTerminal = (keys: string, env: NodeJS.ProcessEnv = {}): Session => {
  const driver = path.resolve('test/command-line/terminal.py')
  const output = execFileSync('python3', [driver, keys, process.execPath, bin, 'fix', '--interactive'], {
    cwd: sandbox.folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
    timeout: 60_000,
  })
  return JSON.parse(output)
}

/** The same on a pipe, where each answer is a line. */
const onPipe = (answers: string, env: NodeJS.ProcessEnv = {}) =>
  aiomend(['fix', '--interactive'], { input: [...answers].map(answer => `${answer}\n`).join(''), env })

/** What became of the sleeps and the question: `s` and `i` where they are as they were, `S` and `I` where they are fixed. */
const stateOf = (name: string) =>
  [...read(name).matchAll(/(await asyncio\.sleep|time\.sleep)\(|(run_in_executor\(None, input|input\()/g)]
    .map(([, sleep, question]) => (sleep ? (sleep.startsWith('await') ? 'S' : 's') : question === 'input(' ? 'i' : 'I'))
    .join('')

const ANSWERS = [
  ['yyyy', 'SISS'],
  ['ynyn', 'SiSs'],
  ['nnnn', 'siss'],
  ['yq', 'Siss'],
  ['na', 'sISS'],
  ['yd', 'Siss'],
  ['sy', 'sIss'],
  ['?zy\nq', 'Siss'],
  ['y', 'Siss'],
  ['', 'siss'],
] as const

describe('fix --interactive', () => {
  test.each(ANSWERS)('on a pipe answered with %j leaves %s', (answers, expected) => {
    write('work.py', THREE)
    const { status, stderr } = onPipe(answers)
    expect(stateOf('work.py')).toBe(expected)
    expect({ status, stderr }).toEqual({ status: expected === 'SISS' ? 0 : 1, stderr: '' })
  })

  // On a terminal the end of the keys is no end of the input: Ctrl-D is.
  test.each(ANSWERS)('on a terminal answered with %j leaves %s', (answers, expected) => {
    write('work.py', THREE)
    const { seen, status, echoes } = onTerminal(`${answers}\u0004`)
    expect(stateOf('work.py')).toBe(expected)
    expect(seen).toContain('(1/4) Apply this fix [y,n,q,a,d,s,e,?]? ')
    expect({ status, echoes }).toEqual({ status: expected === 'SISS' ? 0 : 1, echoes: true })
  })

  test('shows the code as the fixes before left it, the fix, and help', () => {
    write('work.py', THREE)
    const { seen } = onTerminal('yn?q')
    expect(seen).toContain(
      '    -    input()\r\n    +    await asyncio.get_running_loop().run_in_executor(None, input)\r\n',
    )
    // The import that the first fix has added is not shown again.
    expect(seen.match(/\+import asyncio/g)).toHaveLength(1)
    expect(seen).toContain('s - skip blocking-sleep: ')
    expect(seen).toMatch(/Fixed 1 pitfall in 1 of 1 file; 3 remain/)
  })

  test('asks file by file: `a` and `d` end with the file, `s` and `q` do not', () => {
    const names = ['a.py', 'b.py', 'c.py']
    const states = (answers: string) => {
      for (const name of names) write(name, THREE)
      onPipe(answers)
      return names.map(stateOf)
    }
    expect(states('adyq')).toEqual(['SISS', 'siss', 'Siss'])
    expect(states('syyy')).toEqual(['sIss', 'sIss', 'sIss'])
    expect(states('yq')).toEqual(['Siss', 'siss', 'siss'])
  })

  test('stops at Ctrl-C without writing the file it is at', () => {
    write('a.py', SLEEPY)
    write('b.py', THREE)
    const { status, echoes } = onTerminal('yy\u0003')
    expect(read('a.py')).toBe(AWAKE)
    expect(read('b.py')).toBe(THREE)
    expect({ status, echoes }).toEqual({ status: -2, echoes: true })
  })

  test('takes what is written in the editor, and asks again where that does not parse', () => {
    write('work.py', THREE)
    write(
      'editor.sh',
      '#!/bin/sh\ncp "$1" shown.txt\nsed "s/asyncio.sleep(\\([12]\\))/asyncio.sleep(\\1, None)/; s/.*input.*/    await (/" "$1" > new && cp new "$1"\n',
    )
    const env = { GIT_EDITOR: 'sh ./editor.sh' }
    const { stdout } = onPipe('eenen', env)
    expect(read('work.py')).toBe(
      'import asyncio\nimport time\n\n\nasync def work():\n    await asyncio.sleep(1, None)\n    input()\n    await asyncio.sleep(2, None)\n    time.sleep(3)\n',
    )
    expect(stdout).toContain('What was written does not parse there.\n(2/4) Apply this fix')
    expect(read('shown.txt')).toBe(
      '#| What is to be written to work.py. Lines that begin with #| are dropped;\n' +
        '#| where nothing else is left the place stays as it is, which is:\n' +
        '#|     time.sleep(2)\n    await asyncio.sleep(2)\n',
    )
    write('work.py', THREE)
    expect(onTerminal('enq', env).echoes).toBe(true)
    expect(stateOf('work.py')).toBe('Siss')
  })

  test.each([
    ['keeps a finding that is meant so', 's/await asyncio.sleep(1)/time.sleep(0)/', 'time.sleep(0)'],
    ['leaves the place where nothing is left', '/await/d', 'time.sleep(1)'],
  ])('the editor %s', (_, script, expected) => {
    write('work.py', SLEEPY.replaceAll('\n', '\r\n'))
    onPipe('en', { GIT_EDITOR: `sed -i "${script}"` })
    expect(read('work.py')).toBe(`import time\r\n\r\n\r\nasync def work():\r\n    ${expected}\r\n`)
  })

  test('offers unsafe fixes with --unsafe, and only what --since asks about', () => {
    git('init', '-q', '-b', 'main')
    write('work.py', SLEEPY)
    git('add', '-A')
    git('commit', '-qm', 'x')
    write('work.py', `${SLEEPY}    input()\n`)
    const { stdout } = aiomend(['fix', '-i', '--since', 'main'], { input: 'y\n' })
    expect(stdout).toContain('(1/1) Apply')
    expect(stateOf('work.py')).toBe('sI')
    write('work.py', 'import subprocess\nasync def f(c):\n    subprocess.Popen(c).wait()\n')
    expect(onPipe('y').stdout).toContain('Fixed 0 pitfalls')
    expect(aiomend(['fix', '-i', '--unsafe'], { input: 'y\n' }).stdout).toContain('caution: ')
  })

  test('asks once about a fix of several files, which no editor takes', () => {
    write('pyproject.toml', '[tool.aiomend]\nunsafe-fixes = true\n')
    write('disk.py', 'async def save(): ...\n')
    write('jobs.py', 'from disk import save\n\n\ndef store():\n    save()\n')
    write('page.py', 'from jobs import store\n\n\nasync def page():\n    store()\n')
    const { seen, status, echoes } = onTerminal('ey')
    expect(seen.match(/Apply this fix/g)).toHaveLength(2)
    expect(seen).toContain('and in page.py:\r\n    -    store()\r\n    +    await store()\r\n')
    expect(read('jobs.py')).toContain('async def store():\n    await save()\n')
    expect(read('page.py')).toContain('    await store()\n')
    expect({ status, echoes }).toEqual({ status: 0, echoes: true })
  })

  test('does not read answers and a file from standard input', () => {
    expect(aiomend(['fix', '-i', '-'], { input: SLEEPY })).toMatchObject({ status: 2, stdout: '' })
  })
})
