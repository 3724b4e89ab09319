import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakeGitHub } from '../suggest/fake-github.ts'
import { bin, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { git, read, write } = sandbox
const QUIET = 'import time\n'
const NO_TOKEN = { GITHUB_TOKEN: '', GITLAB_TOKEN: '', GITHUB_REPOSITORY: '', GITHUB_EVENT_PATH: '', GITLAB_CI: '' }

/** Runs the built command line while the fake answers. */
const aiomend = (args: readonly string[], env: NodeJS.ProcessEnv = {}, from = '') =>
  new Promise<{ status: unknown; stdout: string; stderr: string }>(done => {
    const options = { cwd: path.join(sandbox.folder, from), env: { ...process.env, ...NO_TOKEN, ...env } }
    execFile(process.execPath, [bin, ...args], options, (error, stdout, stderr) =>
      done({ status: error?.code ?? 0, stdout, stderr }),
    )
  })

beforeEach(() => {
  git('init', '-q', '-b', 'main')
  for (const name of ['work.py', 'jobs/far.py']) write(name, QUIET)
  git('add', '-A')
  git('commit', '-qm', 'x')
  git('switch', '-qc', 'topic')
  for (const name of ['work.py', 'jobs/far.py']) write(name, SLEEPY)
  git('commit', '-qam', 'y')
})

describe('without a token', () => {
  test('the suggestions are printed', async () => {
    const { status, stdout, stderr } = await aiomend(['suggest', '--base', 'main', 'work.py'])
    expect(status).toBe(0)
    expect(stdout).toContain('work.py:1-5\n\n**blocking-sleep**: `time.sleep` blocks every task on this event loop.\n')
    expect(stdout).toContain(
      '```suggestion\nimport asyncio\nimport time\n\n\nasync def work():\n    await asyncio.sleep(1)\n```\n',
    )
    expect(stdout).not.toContain('<!--')
    expect(stderr).toBe('Would post 1 comment, 1 with a fix to apply.\n')
  })

  test('paths are those of the repository, in a folder of it too', async () => {
    const { stdout } = await aiomend(['suggest', '--base', 'main'], {}, 'jobs')
    expect(stdout).toMatch(/^jobs\/far.py:1-5\n/)
  })

  test('the command for what cannot be applied writes the same', async () => {
    write('work.py', `${SLEEPY}${'\n'.repeat(9)}async def more():\n    open('a').read()\n`)
    git('commit', '-qam', 'z')
    const args = ['--target-version', 'py310', '--executor', 'to-thread']
    const { stdout } = await aiomend(['suggest', '--base', 'HEAD~1', ...args])
    const [, command = ''] = /`aiomend (fix .*)`/.exec(stdout) ?? []
    const added = [...stdout.matchAll(/^\+(.*)$/gm)].map(([, line]) => line)
    await aiomend(command.split(' '))
    for (const line of added) expect(read('work.py').split('\n')).toContain(line)
    expect(added.join()).toContain('to_thread')
  })

  test('a fix of several files is shown whole, and its command names them all', async () => {
    const before = { 'app.py': 'async def save(): ...\ndef store():\n    save()\n', 'b.py': 'x = 1\n' }
    const after = { 'b.py': 'from app import store\nasync def page():\n    store()\n' }
    for (const [name, text] of Object.entries({ ...before, 'pyproject.toml': '' })) write(name, text)
    git('add', '-A')
    git('commit', '-qm', 'z')
    for (const [name, text] of Object.entries({ ...after, 'app.py': `${before['app.py']}    save()\n` }))
      write(name, text)
    git('commit', '-qam', 'z')
    const { stdout } = await aiomend(['suggest', '--base', 'HEAD~1'])
    expect(stdout).not.toContain('```suggestion')
    expect(stdout).toContain('-    save()\n+    await save()\n@@\n# b.py\n-    store()\n+    await store()\n```\n')
    const [, command = ''] = /`aiomend (fix .*)`/.exec(stdout) ?? []
    expect(command).toBe('fix --unsafe --select coroutine-in-sync-code app.py b.py')
    await aiomend(command.split(' '))
    expect(read('app.py')).toContain('async def store():\n')
    expect(read('b.py')).toContain('    await store()\n')
  })

  test.each([
    [['suggest'], 'suggest needs --base COMMIT'],
    [['suggest', '--base', 'nowhere'], 'git knows no commit `nowhere`'],
    [['suggest', '--base', 'main', '--since', 'main'], 'cannot be used with option'],
    [['suggest', '--base', 'main', '--pull-request', '0'], 'it is no number above 0'],
    [['suggest', '--report', 'nowhere.json'], 'needs a token'],
    [['suggest', '--base', 'main', '-'], 'not standard input'],
  ])('%j ends with exit code 2', async (args, message) => {
    const { status, stdout, stderr } = await aiomend(args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})

describe('with a token', () => {
  let fake: FakeGitHub
  const env = () => ({
    GITHUB_TOKEN: fake.token,
    GITHUB_API_URL: fake.url,
    GITHUB_REPOSITORY: 'shop/orders',
    GITHUB_EVENT_PATH: path.join(sandbox.folder, '.git', 'event.json'),
  })
  beforeEach(async () => {
    fake = new FakeGitHub({ 'work.py': QUIET, 'jobs/far.py': QUIET }, { 'work.py': SLEEPY, 'jobs/far.py': SLEEPY })
    fake.head = git('rev-parse', 'HEAD').trim()
    await fake.listen()
    write('.git/event.json', JSON.stringify({ pull_request: { number: 7 } }))
  })
  afterEach(() => fake.close())

  test('one review is posted to the pull request of the event, once', async () => {
    const first = await aiomend(['suggest', '--base', 'main'], env())
    expect(first).toEqual({ status: 0, stdout: 'Posted 2 comments, removed 0 of earlier ones.\n', stderr: '' })
    const second = await aiomend(['suggest', '--base', 'main'], env())
    expect(second.stdout).toBe('Posted 0 comments, removed 0 of earlier ones.\n')
    expect(fake.reviews).toHaveLength(1)
    expect((await aiomend(['suggest', '--base', 'main', '--dry-run'], env())).stdout).toContain('```suggestion')
  })

  test('a report does where the files are not at hand', async () => {
    await aiomend(['check', '--since', 'main', '--format', 'json', '--output-file', '.git/report.json'])
    for (const name of ['work.py', 'jobs']) rmSync(path.join(sandbox.folder, name), { recursive: true })
    const { status } = await aiomend(['suggest', '--report', '.git/report.json', '--pull-request', '7'], {
      ...env(),
      GITHUB_EVENT_PATH: '',
    })
    expect(status).toBe(0)
    expect(fake.comments.map(({ path, start, line }) => `${path}:${start}-${line}`).sort()).toEqual([
      'jobs/far.py:1-5',
      'work.py:1-5',
    ])
    expect(fake.comments.every(({ body }) => body.includes('```suggestion'))).toBe(true)
  })

  test('goes through the proxy of the environment, but not to the hosts that NO_PROXY names', async () => {
    const asked: string[] = []
    const proxy = createServer()
    proxy.on('connect', ({ url = '', headers }, socket) => {
      asked.push(`${url} ${headers['proxy-authorization']}`)
      if (url === 'silent.test:443') return socket.end()
      if (url !== 'github.test:80') return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      const service = connect(Number(new URL(fake.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.pipe(service).pipe(socket)
      })
      return service.on('error', () => socket.destroy())
    })
    await new Promise<void>(done => proxy.listen(0, '127.0.0.1', done))
    const address = `http://me:s3cret@127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const run = (change: NodeJS.ProcessEnv) => aiomend(['suggest', '--base', 'main'], { ...env(), ...change })
    const far = { GITHUB_API_URL: 'http://github.test/api/v3', HTTP_PROXY: address }
    expect((await run(far)).stdout).toBe('Posted 2 comments, removed 0 of earlier ones.\n')
    expect(new Set(asked)).toEqual(new Set([`github.test:80 Basic ${btoa('me:s3cret')}`]))
    asked.length = 0
    const near = { http_proxy: address, NO_PROXY: 'other.test,127.0.0.1' }
    expect((await run(near)).stdout).toContain('Posted 0 comments')
    expect(asked).toEqual([])
    for (const [host, HTTPS_PROXY] of Object.entries({
      'github.test': address,
      'silent.test': address,
      other: 's3cret:1',
    })) {
      const { status, stderr } = await run({ GITHUB_API_URL: `https://${host}`, HTTPS_PROXY })
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^aiomend: .*[Pp]roxy.*\n$/) })
      expect(stderr).not.toContain('s3cret')
    }
    expect(asked).toEqual(['github.test', 'silent.test'].map(host => `${host}:443 Basic ${btoa('me:s3cret')}`))
    proxy.close()
  })

  test('every failure is one line without the token, and exit code 2', async () => {
    const fail = async (change: NodeJS.ProcessEnv, ...args: string[]) => {
      const { status, stdout, stderr } = await aiomend(['suggest', '--base', 'main', ...args], { ...env(), ...change })
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).toMatch(/^aiomend: .*\n$/)
      expect(stderr).not.toContain('ghs_')
      return stderr
    }
    expect(await fail({ GITHUB_TOKEN: 'ghs_wr0ng' })).toContain('it does not know the token')
    expect(await fail({ GITHUB_EVENT_PATH: '' })).toContain('this is no workflow of a pull request')
    expect(await fail({ GITHUB_REPOSITORY: '' })).toContain('there is no GITHUB_REPOSITORY')
    expect(await fail({}, '--repository', 'shop')).toContain('is not owner/name')
    expect(await fail({ GITHUB_API_URL: 'nowhere' })).toContain('GITHUB_API_URL is no address')
    expect(await fail({ GITHUB_API_URL: 'http://127.0.0.1:9' })).toMatch(/pulls\/7: /)
    fake.isReadOnly = true
    expect(await fail({})).toContain('one for a pull request from a fork may only read')
    git('commit', '--allow-empty', '-qm', 'merge')
    expect(await fail({})).toContain('check that one out')
  })
})

test('the workflow files use options that there are', async () => {
  const folder = path.resolve('docs/pull-requests')
  const lines = readdirSync(folder).flatMap(file => readFileSync(path.join(folder, file), 'utf8').split('\n'))
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(
    lines.filter(line => line.includes('packages.example.com') && line.includes(`/aiomend-${version}.tgz`)),
  ).toHaveLength(5)
  expect(lines.filter(line => line.includes('npm install --global --ignore-scripts "$AIOMEND"'))).toHaveLength(4)
  const commands = lines.flatMap(line => [...line.matchAll(/\baiomend (suggest|check) (--.*)/g)])
  expect(commands.length).toBeGreaterThan(3)
  for (const name of ['suggest', 'check']) {
    const help = (await aiomend([name, '--help'])).stdout
    const used = commands
      .filter(([, command]) => command === name)
      .flatMap(([, , rest]) => rest?.match(/--[a-z-]+/g) ?? [])
    for (const option of used) expect(help).toContain(` ${option} `)
  }
})
