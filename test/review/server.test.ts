import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { AWAKE, Sandbox, SLEEPY } from '../command-line/sandbox.ts'
import { Review } from './server.ts'

const sandbox = new Sandbox()
const { write, read, aiomend } = sandbox
const open: Review[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(review => review.end()))
})

async function reviewOf(...args: string[]): Promise<Review> {
  const review = await Review.of(sandbox.folder, ...args)
  open.push(review)
  return review
}

describe('only the page itself is answered', () => {
  test('and only with the token', async () => {
    write('work.py', SLEEPY)
    const { ask, ours, token } = await reviewOf()
    expect((await ask('/api/review')).status).toBe(401)
    expect((await ask('/api/review', { headers: { 'x-aiomend-token': `${token}x` } })).status).toBe(401)
    expect((await ask(`/api/review?token=${token}`)).status).toBe(401)
    expect((await ask('/api/review', { headers: { cookie: `x-aiomend-token=${token}` } })).status).toBe(401)
    const fix = { method: 'POST', body: { ids: [] }, headers: { 'content-type': 'application/json' } } as const
    expect((await ask('/api/apply', fix)).status).toBe(401)
    expect((await ask('/api/review', { headers: ours })).status).toBe(200)
  })

  test.each([
    ['another host', { host: 'evil.test' }],
    ['another host by the same port', { host: 'evil.test:PORT' }],
    ['another origin', { origin: 'http://evil.test' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed page', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a site beside it', { 'sec-fetch-site': 'same-site' }],
  ])('not %s, though it has the token', async (_, foreign) => {
    write('work.py', SLEEPY)
    const { ask, ours, list, origin } = await reviewOf()
    const { port } = new URL(origin)
    const headers = Object.fromEntries(
      Object.entries({ ...ours, ...foreign }).map(([name, value]) => [name, value.replace('PORT', port)]),
    )
    const [{ id } = { id: '' }] = (await list()).findings
    expect((await ask('/', { headers })).status).toBe(403)
    expect((await ask('/api/review', { headers })).status).toBe(403)
    expect((await ask('/api/apply', { method: 'POST', headers, body: { ids: [id] } })).status).toBe(403)
    expect(read('work.py')).toBe(SLEEPY)
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])(
    'not what a form can send: %j',
    async type => {
      write('work.py', SLEEPY)
      const { ask, ours, list } = await reviewOf()
      const [{ id } = { id: '' }] = (await list()).findings
      const headers = { ...ours, 'content-type': type }
      expect((await ask('/api/apply', { method: 'POST', headers, body: { ids: [id] } })).status).toBe(415)
      expect(read('work.py')).toBe(SLEEPY)
    },
  )

  test('with what it does not know it does nothing', async () => {
    write('work.py', SLEEPY)
    const { ask, ours: headers } = await reviewOf()
    const post = async (body: unknown) => (await ask('/api/apply', { method: 'POST', headers, body })).status
    expect(await post('{')).toBe(400)
    expect(await post({ ids: 'all' })).toBe(400)
    expect(await post({ ids: [1] })).toBe(400)
    expect(await post({ ids: ['work.py'] })).toBe(200)
    expect((await ask('/api/apply', { headers })).status).toBe(404)
    expect((await ask('/api/apply', { method: 'PUT', headers })).status).toBe(405)
    expect((await ask('/', { method: 'POST', headers })).status).toBe(405)
    for (const file of ['/work.py', '/../server.js', '/%2e%2e/server.js', '//etc/passwd', '/main.d.ts'])
      expect((await ask(file, { headers })).status).toBe(404)
    expect(read('work.py')).toBe(SLEEPY)
  })

  test('and the page may load nothing but its own files', async () => {
    write('work.py', SLEEPY)
    const { ask } = await reviewOf()
    const { status, headers, text } = await ask('/')
    expect(status).toBe(200)
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
    expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/)
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/)
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' })
    expect(text).not.toMatch(/style=|<style|<script(?! type="module" src="\/)|\son\w+=/)
    const named = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url)
    expect(named.length).toBeGreaterThan(2)
    for (const url of named) expect((await ask(url ?? '')).status).toBe(200)
  })
})

const TWO = `import time


async def work():
    time.sleep(1)
    time.sleep(2)
    with open("log", "w") as file:
        file.write("done")
`

describe('what is accepted is written', () => {
  test('and nothing else, in any file', async () => {
    write('work.py', TWO)
    write('app/other.py', SLEEPY)
    const review = await reviewOf()
    const { findings } = await review.list()
    expect(findings.map(each => `${each.path}:${each.line} ${each.pitfall} ${each.safety}`)).toEqual([
      'app/other.py:5 blocking-sleep safe',
      'work.py:5 blocking-sleep safe',
      'work.py:6 blocking-sleep safe',
      'work.py:7 blocking-file unsafe',
    ])
    const second = findings[2]?.id ?? ''
    expect(await review.apply(second)).toEqual({ status: 200, fixed: 1, written: ['work.py'], left: [] })
    const half = TWO.replace('import time', 'import asyncio\nimport time').replace(
      'time.sleep(2)',
      'await asyncio.sleep(2)',
    )
    expect(read('work.py')).toBe(half)
    expect(read('app/other.py')).toBe(SLEEPY)
    const left = (await review.list()).findings
    expect(left.map(({ path, line }) => `${path}:${line}`)).toEqual(['app/other.py:5', 'work.py:6', 'work.py:8'])
    await review.apply(...left.filter(each => each.pitfall === 'blocking-sleep').map(({ id }) => id))
    expect(read('app/other.py')).toBe(AWAKE)
    expect(read('work.py')).toBe(
      TWO.replace('import time', 'import asyncio').replaceAll(/time.sleep/g, 'await asyncio.sleep'),
    )
    expect(await review.end()).toBe(1)
  })

  test('as `fix --unsafe` would, where it is all of it', async () => {
    cpSync('examples', sandbox.folder, { recursive: true })
    const review = await reviewOf()
    const ids = (await review.list()).findings.filter(({ safety }) => safety !== 'manual').map(({ id }) => id)
    const { status, left } = await review.apply(...ids)
    expect({ status, left }).toEqual({ status: 200, left: [] })
    const all = readdirSync(sandbox.folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.py'))
    const again = (await review.list()).findings.map(({ id }) => id)
    if (again.length > 0) await review.apply(...again)
    const reviewed = all.map(read)
    cpSync('examples', sandbox.folder, { recursive: true })
    aiomend(['fix', '--unsafe'])
    expect(reviewed).toEqual(all.map(read))
  })

  test('where one fix lies in the arguments of another', async () => {
    write('work.py', 'import time\n\n\nasync def work(seconds):\n    return print(time.sleep(float(input())))\n')
    const review = await reviewOf()
    const { findings } = await review.list()
    expect(findings.length).toBe(2)
    const { left } = await review.apply(...findings.map(({ id }) => id))
    expect(left).toEqual([])
    expect(read('work.py')).toContain('print(await asyncio.sleep(float(await asyncio.get_running_loop()')
  })

  test('though a fix is another once others are made', async () => {
    cpSync('examples/crawler.py', `${sandbox.folder}/crawler.py`)
    const review = await reviewOf()
    const { findings } = await review.list()
    const idsIn = (...lines: number[]) => findings.filter(({ line }) => lines.includes(line)).map(({ id }) => id)
    // By then the fix of one `loop=` would take those of the others too.
    expect(await review.apply(...idsIn(43, 46))).toMatchObject({ fixed: 1, left: idsIn(46) })
    expect(read('crawler.py')).toContain('queue = asyncio.Queue(loop=loop)')
    expect(read('crawler.py')).toContain('await asyncio.start_server(serve, "127.0.0.1", 0, loop=loop)')
  })

  test('to all files that a fix changes, or to none', async () => {
    const chain = 'fixtures/coroutine-in-sync-code/chain'
    cpSync(chain, sandbox.folder, { recursive: true })
    const review = await reviewOf()
    const { findings } = await review.list()
    const details = await review.details(...findings.map(({ id }) => id))
    const wide = details.filter(({ files }) => files.length > 1)
    const names = [...new Set(wide.flatMap(({ files }) => files.map(file => file.path)))]
    expect(names.length).toBeGreaterThan(3)
    write('app/web.py', `${read('app/web.py')}# a note\n`)
    const before = read('app/jobs.py')
    const ids = wide.map(({ id }) => id)
    expect(await review.apply(...ids)).toMatchObject({ status: 409, paths: ['app/web.py'] })
    expect(read('app/jobs.py')).toBe(before)
    write('app/web.py', readFileSync(`${chain}/app/web.py`))
    expect(await review.apply(...ids)).toMatchObject({ status: 200, left: [] })
    for (const name of names) expect(read(name)).toBe(readFileSync(`${chain}.fixed/${name}`, 'utf8'))
  })

  test('but not over what somebody has changed meanwhile', async () => {
    write('a.py', SLEEPY)
    write('b.py', SLEEPY)
    const review = await reviewOf()
    const ids = (await review.list()).findings.map(({ id }) => id)
    write('b.py', `# mine\n${SLEEPY}`)
    const refused = await review.apply(...ids)
    expect(refused).toEqual({ status: 409, reason: 'b.py: changed since the review began', paths: ['b.py'] })
    expect([read('a.py'), read('b.py')]).toEqual([SLEEPY, `# mine\n${SLEEPY}`])
    const { findings } = await review.refresh()
    expect(findings.map(({ path, line }) => `${path}:${line}`)).toEqual(['a.py:5', 'b.py:6'])
    expect(await review.apply(...findings.map(({ id }) => id))).toMatchObject({ status: 200, fixed: 2 })
    expect([read('a.py'), read('b.py')]).toEqual([AWAKE, `# mine\n${AWAKE}`])
  })
})

describe('a finding is shown', () => {
  test('side by side, with the names of its highlighting and what differs', async () => {
    write('work.py', SLEEPY.replaceAll('\n', '\r\n'))
    const review = await reviewOf()
    const [{ id } = { id: '' }] = (await review.list()).findings
    const [details] = await review.details(id)
    const [head = [], tail = []] = details?.files[0]?.hunks ?? []
    const rows = [...head, ...tail].filter(({ isChange }) => isChange)
    expect(rows).toEqual([
      {
        before: {
          line: 1,
          pieces: [
            ['import', 'keyword', false],
            [' ', '', false],
            ['time', '', true],
          ],
        },
        after: {
          line: 1,
          pieces: [
            ['import', 'keyword', false],
            [' ', '', false],
            ['asyncio', '', true],
          ],
        },
        isChange: true,
      },
      {
        before: {
          line: 5,
          pieces: [
            ['    ', '', false],
            ['time', '', true],
            ['.', '', false],
            ['sleep', 'function', false],
            ['(', '', false],
            ['1', 'number', false],
            [')', '', false],
          ],
        },
        after: {
          line: 5,
          pieces: [
            ['    ', '', false],
            ['await', 'keyword', true],
            [' asyncio', '', true],
            ['.', '', false],
            ['sleep', 'function', false],
            ['(', '', false],
            ['1', 'number', false],
            [')', '', false],
          ],
        },
        isChange: true,
      },
    ])
  })

  test('with the lines it is about and what a person should write, where nothing mends it', async () => {
    write('work.py', 'import time\n\n\nasync def work(lock):\n    with lock:\n        time.sleep(1)\n')
    const review = await reviewOf()
    const [{ id, safety } = { id: '', safety: '' }] = (await review.list()).findings
    const [{ refused, files } = { refused: '', files: [] }] = await review.details(id)
    expect(safety).toBe('manual')
    expect(refused).toMatch(/`lock` is held here/)
    const lines = files.flatMap(({ hunks }) => hunks.flat().map(({ before }) => before?.line))
    expect(lines).toEqual([3, 4, 5, 6, 7])
    expect(await review.apply(id)).toMatchObject({ status: 200, fixed: 0, written: [] })
  })
})

test('a review without findings ends at once, one that is done by itself', async () => {
  write('calm.py', AWAKE)
  expect(aiomend(['review', '--no-open'])).toMatchObject({ status: 0, stdout: 'Nothing to review.\n' })
  write('work.py', SLEEPY)
  const review = await reviewOf()
  await review.apply(...(await review.list()).findings.map(({ id }) => id))
  await review.ask('/api/done', { method: 'POST', headers: review.ours, body: {} })
  expect(await review.ended).toBe(0)
})
