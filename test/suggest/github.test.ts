import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { github } from '../../src/suggest/github.ts'
import { publish } from '../../src/suggest/publish.ts'
import { operationOf } from './contract.ts'
import { FakeGitHub, type Files } from './fake-github.ts'
import { BASE, CHANGED, coroutine, failureOf, HEAD, materialOf } from './material.ts'

let fake: FakeGitHub
let waited: number[]
const start = async (base: Files, files: Files) => {
  fake = new FakeGitHub(base, files)
  await fake.listen()
}
const run = (files = fake.files, token = fake.token) => {
  const wait = async (seconds: number) => void waited.push(seconds)
  return publish(github({ url: fake.url, token, repository: 'shop/orders', number: 7, wait }), materialOf(files))
}
const writes = () => fake.log.filter(line => /^(POST .*reviews|DELETE)/.test(line))

beforeEach(async () => {
  waited = []
  await start(BASE, CHANGED)
})
afterEach(() => fake.close())

describe('one review', () => {
  test('holds a suggestion for each fix that lies in one hunk, and the diff of the others', async () => {
    await run()
    expect(fake.reviews).toHaveLength(1)
    const [review] = fake.reviews
    expect(review?.comments.map(({ path, line }) => `${path}:${line}`)).toEqual([
      'pages.py:6',
      'pages.py:23',
      'orders.py:17',
    ])
    expect(review?.comments.map(({ body }) => body.includes('```suggestion'))).toEqual([true, true, false])
    const far = review?.comments[2]?.body
    expect(far).toContain('+import asyncio\n')
    expect(far).toContain('`aiomend fix --select blocking-sleep orders.py`')
  })

  test('is what the fix makes of the file, once its suggestions are applied', async () => {
    await run()
    for (const comment of fake.comments.filter(({ path }) => path === 'pages.py')) fake.apply(comment)
    expect(fake.files['pages.py']).toBe(CHANGED['pages.py']?.replaceAll('time.sleep', 'await asyncio.sleep'))
  })

  test('leaves lines alone that the pull request does not change', async () => {
    await fake.close()
    await start(CHANGED, { ...CHANGED, 'pages.py': `${CHANGED['pages.py']}LAST = 1\n` })
    await run()
    expect(writes()).toEqual([])
  })

  test('offers no suggestion to a file with CRLF, in which it might end lines otherwise', async () => {
    await fake.close()
    const windows = (files: Files) =>
      Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]))
    await start(windows(BASE), windows(CHANGED))
    await run()
    expect(fake.comments).toHaveLength(3)
    for (const { body } of fake.comments) expect(body).not.toMatch(/```suggestion|\r/)
  })

  test('has thirty comments at most, and lists the others', async () => {
    await fake.close()
    const many = Array.from({ length: 34 }, (_, at) => coroutine(`load_${at}`, `time.sleep(${at})`)).join('')
    await start({ 'pages.py': HEAD }, { 'pages.py': HEAD + many })
    await run()
    expect(fake.reviews[0]?.comments).toHaveLength(30)
    expect(fake.reviews[0]?.body.match(/^- `pages.py:\d+` blocking-sleep/gm)).toHaveLength(4)
    await run()
    expect(fake.reviews).toHaveLength(1)
    fake.push({ 'pages.py': HEAD + many.replaceAll(/time.sleep\([0-3]\)/g, 'pass') })
    await run()
    expect(fake.reviews[1]?.comments).toHaveLength(4)
    expect(fake.comments).toHaveLength(30)
  })
})

describe('at the second run', () => {
  test('nothing is posted twice', async () => {
    await run()
    await run()
    fake.push({ ...CHANGED, 'pages.py': `"""Pages."""\n${CHANGED['pages.py']}` })
    await run()
    expect(writes()).toHaveLength(1)
  })

  test('exactly the comment goes whose pitfall is gone', async () => {
    await run()
    const [first, ...others] = fake.comments
    fake.push({
      ...CHANGED,
      'pages.py': (CHANGED['pages.py'] ?? '').replace('time.sleep(1)', 'await asyncio.sleep(1)'),
    })
    await run()
    expect(fake.comments).toEqual(others)
    expect(writes().at(-1)).toBe(`DELETE /api/v3/repos/shop/orders/pulls/comments/${first?.id}`)
    expect(fake.reviews).toHaveLength(1)
  })

  test('a comment on a line that has changed is posted anew where the pitfall is still there', async () => {
    await run()
    const ids = fake.comments.map(({ id }) => id)
    fake.push({
      ...CHANGED,
      'pages.py': (CHANGED['pages.py'] ?? '').replace('time.sleep(1)', 'time.sleep(1)  # pause'),
    })
    await run()
    expect(fake.reviews[1]?.comments.map(({ path, line }) => `${path}:${line}`)).toEqual(['pages.py:6'])
    expect(fake.comments.map(({ id }) => ids.indexOf(id))).toEqual([1, 2, -1])
  })

  test('what somebody answered or called resolved stays, and is not said again', async () => {
    await run()
    const [first, second] = fake.comments
    if (!first || !second) expect.unreachable()
    fake.reply(first)
    second.isResolved = true
    fake.push({ ...CHANGED, 'pages.py': (CHANGED['pages.py'] ?? '').replaceAll(/(time.sleep.*)/g, '$1  # pause') })
    await run()
    fake.push(BASE)
    await run()
    expect(fake.comments.map(({ id }) => id)).toEqual([first.id, second.id, fake.comments[2]?.id])
    expect(fake.reviews).toHaveLength(1)
  })

  test('comments of others are not touched, though they look alike', async () => {
    await run()
    fake.comments = fake.comments.map(comment => ({ ...comment, login: 'someone' }))
    fake.push(BASE)
    await run()
    expect(fake.comments).toHaveLength(3)
  })

  test('comments beyond the first page count', async () => {
    await run()
    const [own] = fake.comments
    if (!own) expect.unreachable()
    const others = Array.from({ length: 150 }, (_, at) => ({ ...own, id: at, login: 'someone', body: 'Hm.' }))
    fake.comments = [...others, ...fake.comments]
    await run()
    expect(fake.reviews).toHaveLength(1)
  })
})

describe('limits and failures', () => {
  const reviews = /POST .*\/reviews/

  test.each([
    [429, { 'retry-after': '7' }, '', 7],
    [403, { 'retry-after': '9' }, '', 9],
    [403, {}, '{"message": "You have exceeded a secondary rate limit"}', 60],
    [422, {}, '{"message": "was submitted too quickly"}', 60],
  ])('%s of a rate limit is waited for', async (status, headers, body, seconds) => {
    fake.canned = [{ to: reviews, status, headers, body }]
    await run()
    expect(waited).toEqual([seconds])
    expect(fake.reviews).toHaveLength(1)
  })

  test('a limit that ends at a time is waited for, unless that is long', async () => {
    const at = (seconds: number) => ({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + seconds),
    })
    fake.canned = [{ to: reviews, status: 403, headers: at(20) }]
    await run()
    expect(waited[0]).toBeGreaterThan(17)
    expect(waited[0]).toBeLessThan(22)
    fake.canned = [{ to: /GET/, status: 403, headers: at(3000) }]
    expect(await failureOf(run())).toMatch(/^UsageError: GitHub allows no more requests for \d+ seconds/)
  })

  test('a passing failure is tried again where nothing can be posted twice', async () => {
    fake.canned = [{ to: /GET/, status: 502 }]
    await run()
    fake.push({ ...CHANGED, 'pages.py': `${HEAD}${coroutine('other', 'time.sleep(5)')}` })
    fake.canned = [{ to: reviews, status: 502 }]
    expect(await failureOf(run())).toMatch(/reviews: 502/)
    expect(fake.reviews).toHaveLength(1)
  })

  test('a review that is refused is worked out once more', async () => {
    fake.canned = [{ to: reviews, status: 422, body: '{"message": "Unprocessable Entity"}' }]
    await run()
    expect(fake.reviews).toHaveLength(1)
    const refusal = { to: reviews, status: 422, body: '{"message": "Validation Failed", "errors": ["is locked"]}' }
    fake.push({ ...CHANGED, 'pages.py': `${HEAD}${coroutine('other', 'time.sleep(5)')}` })
    fake.canned = [refusal, refusal]
    expect(await failureOf(run())).toBe(
      'UsageError: GitHub does not take the comments: Validation Failed ["is locked"]',
    )
  })

  test('findings of another state of the files are not posted', async () => {
    fake.push(BASE)
    await run(CHANGED)
    expect(writes()).toEqual([])
    const moved = { ...CHANGED, 'pages.py': (CHANGED['pages.py'] ?? '').replace('time.sleep(1)', 'pass') }
    fake.push(moved)
    await run(CHANGED)
    expect(fake.comments.map(({ path, line }) => `${path}:${line}`)).toEqual(['pages.py:23', 'orders.py:17'])
  })

  test('findings that do not show their source lines, or whose edits overlap, are not posted', async () => {
    const wait = async () => {}
    const service = github({ url: fake.url, token: fake.token, repository: 'shop/orders', number: 7, wait })
    const material = materialOf(CHANGED)
    const [finding] = material.findings
    if (!finding || !('fix' in finding.outcome)) expect.unreachable()
    const { fix } = finding.outcome
    const twice = { ...finding, outcome: { fix: { ...fix, importEdits: fix.edits } } }
    await publish(service, { ...material, findings: [{ ...finding, source: [] }, twice] })
    expect(writes()).toEqual([])
  })

  test('each failure is one line without the token', async () => {
    fake.isReadOnly = true
    const failures = [await failureOf(run())]
    failures.push(await failureOf(run(fake.files, 'ghs_wr0ng')))
    fake.canned = [{ to: /GET/, status: 404, body: `{"message": "no ${fake.token}"}` }]
    failures.push(await failureOf(run()))
    fake.canned = [{ to: /GET/, status: 200, body: '<html>' }]
    failures.push(await failureOf(run()))
    fake.isTooLarge = true
    failures.push(await failureOf(run()))
    expect(failures).toEqual([
      expect.stringMatching(/reviews: 403 Resource not accessible by integration; the token may not do that/),
      expect.stringMatching(/pulls\/7: 401 Bad credentials; it does not know the token$/),
      expect.stringMatching(/pulls\/7: 404 no \*\*\*; there is none/),
      expect.stringMatching(/not JSON/),
      expect.stringMatching(/so large a change/),
    ])
    for (const failure of failures) expect(failure).not.toMatch(/ghs_|\n/)
  })

  test('the files that were looked at must be those of the newest commit', async () => {
    const material = { ...materialOf(CHANGED), local: { head: 'f'.repeat(40), diff: new Map() } }
    const service = github({ url: fake.url, token: fake.token, repository: 'shop/orders', number: 7 })
    expect(await failureOf(publish(service, material))).toMatch(
      /those of commit ffffffffffff, but GitHub has aaaaaaaaaaaa/,
    )
  })
})

test('what findings say cannot become anything but text, and their code no end of a fence', async () => {
  const [finding] = materialOf(CHANGED).findings
  if (!finding) expect.unreachable()
  const message = 'hi @team ![x](http://x) <img src=x>\n```suggestion\nrm\n```\n `@kept`'
  const wait = async () => {}
  const service = github({ url: fake.url, token: fake.token, repository: 'shop/orders', number: 7, wait })
  await publish(service, { ...materialOf({}), findings: [{ ...finding, message }] })
  const body = fake.comments[0]?.body ?? ''
  expect(body).not.toMatch(/@team|[^\\]<img|!\[x/)
  expect(body).toContain('`@kept`')
  expect(body.match(/^```suggestion/gm)).toHaveLength(1)
})

test.each([
  [{ line: '6' }, 'line must be integer'],
  [{ startLine: 5 }, 'must NOT have additional properties'],
  [{ body: undefined }, "must have required property 'body'"],
])('the contract does not take %j', (wrong, message) => {
  const comment = JSON.parse(JSON.stringify({ path: 'pages.py', body: 'x', line: 6, ...wrong }))
  const url = new URL('http://fake/repos/shop/orders/pulls/7/reviews')
  const ask = () => operationOf('POST', url, { event: 'COMMENT', body: 'x', comments: [comment] })
  expect(ask).toThrow(message)
})
