import { describe, expect, test } from 'vitest'
import { AWAKE, Sandbox, SLEEPY } from '../command-line/sandbox.ts'
import { OpenReviews } from './open-reviews.ts'

const sandbox = new Sandbox()
const { write, read, aiomend } = sandbox
const { reviewOf } = new OpenReviews(sandbox)

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

test('a review without findings ends at once, one that is done by itself', async () => {
  write('calm.py', AWAKE)
  expect(aiomend(['review', '--no-open'])).toMatchObject({ status: 0, stdout: 'Nothing to review.\n' })
  write('work.py', SLEEPY)
  const review = await reviewOf()
  await review.apply(...(await review.list()).findings.map(({ id }) => id))
  await review.ask('/api/done', { method: 'POST', headers: review.ours, body: {} })
  expect(await review.ended).toBe(0)
})
