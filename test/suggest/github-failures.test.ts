import { describe, expect, test } from 'vitest'
import { github } from '../../src/suggest/github.ts'
import { publish } from '../../src/suggest/publish.ts'
import { BASE, CHANGED, coroutine, failureOf, HEAD, materialOf } from './material.ts'
import { PullRequest } from './pull-request.ts'

const pull = new PullRequest()
const { run, writes } = pull

describe('limits and failures', () => {
  const reviews = /POST .*\/reviews/

  test.each([
    [429, { 'retry-after': '7' }, '', 7],
    [403, { 'retry-after': '9' }, '', 9],
    [403, {}, '{"message": "You have exceeded a secondary rate limit"}', 60],
    [422, {}, '{"message": "was submitted too quickly"}', 60],
  ])('%s of a rate limit is waited for', async (status, headers, body, seconds) => {
    pull.fake.canned = [{ to: reviews, status, headers, body }]
    await run()
    expect(pull.waited).toEqual([seconds])
    expect(pull.fake.reviews).toHaveLength(1)
  })

  test('a limit that ends at a time is waited for, unless that is long', async () => {
    const at = (seconds: number) => ({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + seconds),
    })
    pull.fake.canned = [{ to: reviews, status: 403, headers: at(20) }]
    await run()
    expect(pull.waited[0]).toBeGreaterThan(17)
    expect(pull.waited[0]).toBeLessThan(22)
    pull.fake.canned = [{ to: /GET/, status: 403, headers: at(3000) }]
    expect(await failureOf(run())).toMatch(/^UsageError: GitHub allows no more requests for \d+ seconds/)
  })

  test('a passing failure is tried again where nothing can be posted twice', async () => {
    pull.fake.canned = [{ to: /GET/, status: 502 }]
    await run()
    pull.fake.push({ ...CHANGED, 'pages.py': `${HEAD}${coroutine('other', 'time.sleep(5)')}` })
    pull.fake.canned = [{ to: reviews, status: 502 }]
    expect(await failureOf(run())).toMatch(/reviews: 502/)
    expect(pull.fake.reviews).toHaveLength(1)
  })

  test('a review that is refused is worked out once more', async () => {
    pull.fake.canned = [{ to: reviews, status: 422, body: '{"message": "Unprocessable Entity"}' }]
    await run()
    expect(pull.fake.reviews).toHaveLength(1)
    const refusal = { to: reviews, status: 422, body: '{"message": "Validation Failed", "errors": ["is locked"]}' }
    pull.fake.push({ ...CHANGED, 'pages.py': `${HEAD}${coroutine('other', 'time.sleep(5)')}` })
    pull.fake.canned = [refusal, refusal]
    expect(await failureOf(run())).toBe(
      'UsageError: GitHub does not take the comments: Validation Failed ["is locked"]',
    )
  })

  test('findings of another state of the files are not posted', async () => {
    pull.fake.push(BASE)
    await run(CHANGED)
    expect(writes()).toEqual([])
    const moved = { ...CHANGED, 'pages.py': (CHANGED['pages.py'] ?? '').replace('time.sleep(1)', 'pass') }
    pull.fake.push(moved)
    await run(CHANGED)
    expect(pull.fake.comments.map(({ path, line }) => `${path}:${line}`)).toEqual(['pages.py:23', 'orders.py:17'])
  })

  test('findings that do not show their source lines, or whose edits overlap, are not posted', async () => {
    const wait = async () => {}
    const service = github({ url: pull.fake.url, token: pull.fake.token, repository: 'shop/orders', number: 7, wait })
    const material = materialOf(CHANGED)
    const [finding] = material.findings
    if (!finding || !('fix' in finding.outcome)) expect.unreachable()
    const { fix } = finding.outcome
    const twice = { ...finding, outcome: { fix: { ...fix, importEdits: fix.edits } } }
    await publish(service, { ...material, findings: [{ ...finding, source: [] }, twice] })
    expect(writes()).toEqual([])
  })

  test('each failure is one line without the token', async () => {
    pull.fake.isReadOnly = true
    const failures = [await failureOf(run())]
    failures.push(await failureOf(run(pull.fake.files, 'ghs_wr0ng')))
    pull.fake.canned = [{ to: /GET/, status: 404, body: `{"message": "no ${pull.fake.token}"}` }]
    failures.push(await failureOf(run()))
    pull.fake.canned = [{ to: /GET/, status: 200, body: '<html>' }]
    failures.push(await failureOf(run()))
    pull.fake.isTooLarge = true
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
    const service = github({ url: pull.fake.url, token: pull.fake.token, repository: 'shop/orders', number: 7 })
    expect(await failureOf(publish(service, material))).toMatch(
      /those of commit ffffffffffff, but GitHub has aaaaaaaaaaaa/,
    )
  })
})
