import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakeGitHub } from '../suggest/fake-github.ts'
import { SLEEPY } from './sandbox.ts'
import { QUIET, TopicBranch } from './topic-branch.ts'

const sandbox = new TopicBranch()
const { aiomendMeanwhile: aiomend, git, write } = sandbox

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
