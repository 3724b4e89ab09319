import { chmodSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { AWAKE, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, git, read, write } = sandbox

const env = { GIT_AUTHOR_NAME: 't', GIT_AUTHOR_EMAIL: 't@t', GIT_COMMITTER_NAME: 't', GIT_COMMITTER_EMAIL: 't@t' }

/** A repository with two packages, a script and a file that has nothing to fix. */
const repository = () => {
  git('init', '-q')
  const both = `${SLEEPY}    input()\n`
  for (const name of ['src/shop/__init__.py', 'src/shop/orders/__init__.py', 'jobs/__init__.py']) write(name, '')
  for (const name of ['src/shop/pages.py', 'src/shop/orders/mail.py', 'jobs/nightly.py']) write(name, both)
  write('run.py', SLEEPY)
  write('clean.py', AWAKE)
  git('add', '-A')
  git('commit', '-qm', 'x')
}

const subjects = () => git('log', '--reverse', '--format=%s').trimEnd().split('\n').slice(1)

describe('fix --commit-per', () => {
  test('rule makes a commit for each pitfall, which says what and why', () => {
    repository()
    const { status, stdout, stderr } = aiomend(['fix', '--commit-per', 'rule'], { env })
    expect(subjects()).toEqual(['Fix blocking-input in 3 places', 'Fix blocking-sleep in 4 places'])
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: 'Fix blocking-input in 3 places\nFix blocking-sleep in 4 places\nFixed 7 pitfalls in 4 of 8 files.\n',
      stderr: '',
    })
    expect(git('status', '--porcelain')).toBe('')
    expect(git('log', '-1', '--format=%B')).toMatch(
      /^Fix blocking-sleep in 4 places\n\n`time\.sleep` in a coroutine stops the whole event loop\. Until .*\n[\s\S]*\n\nWritten instead: `await asyncio\.sleep\(x\)`\.\n\nBy aiomend; /,
    )
    expect(
      git('log', '--format=%B')
        .split('\n')
        .filter(line => line.length > 72),
    ).toEqual([])
    expect(git('show', '--format=', '--unified=0', 'HEAD', '--', 'jobs')).not.toContain('input')
    const one = git('ls-files', '-s')
    git('reset', '-q', '--hard', 'HEAD~2')
    aiomend(['fix'])
    git('add', '-A')
    expect(git('ls-files', '-s')).toBe(one)
  })

  test('package makes a commit for each outermost package, or folder outside of any', () => {
    repository()
    expect(aiomend(['fix', '--commit-per', 'package'], { env }).status).toBe(0)
    expect(subjects()).toEqual([
      'Fix 2 asyncio pitfalls in jobs',
      'Fix 1 asyncio pitfall in the top folder',
      'Fix 4 asyncio pitfalls in src/shop',
    ])
    expect(git('show', '--format=%b', '--name-only', 'HEAD')).toMatch(
      /^- blocking-input \(2\): .*\n[\s\S]*- blocking-sleep \(2\): [\s\S]*src\/shop\/orders\/mail\.py\nsrc\/shop\/pages\.py\n$/,
    )
  })

  test('names in the message what a person should look at', () => {
    git('init', '-q')
    write('work.py', 'import subprocess\nasync def f(c):\n    subprocess.Popen(c).wait()\n')
    git('add', '-A')
    git('commit', '-qm', 'x')
    expect(aiomend(['fix', '--commit-per', 'rule'], { env }).stdout).toContain('Fixed 0 pitfalls')
    expect(subjects()).toEqual([])
    aiomend(['fix', '--commit-per', 'rule', '--unsafe'], { env })
    expect(git('log', '-1', '--format=%b')).toContain(
      'Worth a look:\n- the process object is then used from another thread: work.py\n',
    )
  })

  test('goes on with what one fix makes room for, and works from a folder below', () => {
    git('init', '-q')
    write('app/work.py', 'import time\n\n\nasync def work():\n    time.sleep(time.sleep(1))\n')
    write('other.py', SLEEPY)
    git('add', '-A')
    git('commit', '-qm', 'x')
    expect(aiomend(['fix', '--commit-per', 'rule'], { env, from: 'app' }).status).toBe(0)
    expect(subjects()).toEqual(['Fix blocking-sleep in 2 places'])
    expect(read('other.py')).toBe(SLEEPY)
  })

  test('refuses where something is not committed, or cannot be, and changes nothing', () => {
    write('work.py', SLEEPY)
    const attempt = (...args: string[]) => aiomend(['fix', '--commit-per', 'rule', ...args], { env })
    expect(attempt()).toMatchObject({ status: 2, stderr: expect.stringContaining('no git repository here') })
    git('init', '-q')
    expect(attempt()).toMatchObject({ status: 2, stderr: expect.stringContaining('not clean (work.py); commit') })
    write('.gitignore', 'ignored.py\n')
    write('ignored.py', SLEEPY)
    git('add', '-A')
    git('commit', '-qm', 'x')
    expect(attempt('work.py', 'ignored.py').stderr).toMatch(/^aiomend: ignored\.py: git does not track it/)
    expect(attempt('--interactive')).toMatchObject({ status: 2 })
    expect(attempt('-')).toMatchObject({ status: 2 })
    expect(read('work.py')).toBe(SLEEPY)
    chmodSync(write('.git/hooks/pre-commit', '#!/bin/sh\necho "no, thank you" >&2\nexit 1\n'), 0o755)
    expect(attempt()).toMatchObject({ status: 2, stderr: expect.stringContaining('git commit failed, and its') })
    expect(git('log', '--format=%s')).toBe('x\n')
  })
})

describe('--shard', () => {
  const files = ['a.py', 'b/c.py', 'b/d.py', 'e.py', 'f.py']

  /** The reports of all shards, in files, and their names in another order. */
  const shards = (of: number, ...args: string[]) =>
    Array.from({ length: of }, (_, at) => {
      const { stdout } = aiomend(['check', '--format', 'json', '--shard', `${at + 1}/${of}`, ...args])
      write(`out/${at + 1}.json`, stdout)
      return `out/${at + 1}.json`
    }).reverse()

  test.each([1, 2, 3, 7])('1/n … n/n with n = %i are together the whole, in any format', of => {
    for (const name of files) write(name, `${SLEEPY}    input()\n`)
    write('old.py', 'print "hello"\n')
    write('broken/pyproject.toml', '[tool.aiomend]\nselct = []\n')
    write('broken/x.py', SLEEPY)
    const names = shards(of, '.')
    for (const format of ['json', 'text', 'sarif', 'junit']) {
      const merged = aiomend(['report', ...names, '--format', format])
      expect(merged).toEqual(aiomend(['check', '--format', format, '.']))
    }
  })

  test('splits what fix writes', () => {
    for (const name of files) write(name, SLEEPY)
    aiomend(['fix', '--shard', '2/2'])
    expect(files.map(name => read(name) === AWAKE)).toEqual([false, false, true, true, true])
  })

  test('is incomplete where one is missing, or of another run', () => {
    for (const name of files) write(name, SLEEPY)
    const [last = '', ...others] = shards(3)
    expect(aiomend(['report', ...others])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'aiomend: these are not all shards of one run: 1/3, 2/3\n',
    })
    expect(aiomend(['report', last, last, ...others]).status).toBe(2)
    write('other.json', aiomend(['check', '--format', 'json']).stdout)
    expect(aiomend(['report', last, ...others, 'other.json']).status).toBe(2)
  })

  test.each(['0/3', '4/3', '1', '1/x', '-1/3', '1/0'])('%j is refused', shard => {
    expect(aiomend(['check', `--shard=${shard}`])).toMatchObject({ status: 2, stdout: '' })
  })
})

describe('report', () => {
  test('prints reports of several runs as one, with the exit code of a check', () => {
    write('one/work.py', SLEEPY)
    write('two/work.py', AWAKE)
    for (const name of ['one', 'two']) write(`${name}.json`, aiomend(['check', '--format', 'json', name]).stdout)
    expect(aiomend(['report', 'two.json']).status).toBe(0)
    const { status, stdout } = aiomend(['report', 'one.json', 'two.json', '--statistics'])
    expect(status).toBe(1)
    expect(stdout).toMatch(/blocking-sleep +1 +1[\s\S]*Found 1 pitfall in 1 of 2 files: 1 can be fixed\.\n$/)
  })

  test.each([
    ['no JSON', 'x', 'it is not JSON'],
    ['another kind of JSON', '[]', 'it is no report'],
    ['a finding without a place', '{"version":1,"files":1,"errors":[],"findings":[{}]}', 'it is no report'],
  ])('refuses %s', (_, text, message) => {
    write('x.json', text)
    expect(aiomend(['report', 'x.json'])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining(`x.json: ${message}`),
    })
    expect(aiomend(['report', 'nowhere.json']).stderr).toBe('aiomend: nowhere.json: no such file or directory\n')
  })
})
