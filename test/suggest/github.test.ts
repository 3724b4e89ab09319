import { describe, expect, test } from 'vitest'
import { github } from '../../src/suggest/github.ts'
import { publish } from '../../src/suggest/publish.ts'
import { operationOf } from './contract.ts'
import type { Files } from './files.ts'
import { BASE, CHANGED, coroutine, HEAD, materialOf } from './material.ts'
import { PullRequest } from './pull-request.ts'

const pull = new PullRequest()
const { run, start, writes } = pull

describe('one review', () => {
  test('holds a suggestion for each fix that lies in one hunk, and the diff of the others', async () => {
    await run()
    expect(pull.fake.reviews).toHaveLength(1)
    const [review] = pull.fake.reviews
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
    for (const comment of pull.fake.comments.filter(({ path }) => path === 'pages.py')) pull.fake.apply(comment)
    expect(pull.fake.files['pages.py']).toBe(CHANGED['pages.py']?.replaceAll('time.sleep', 'await asyncio.sleep'))
  })

  test('leaves lines alone that the pull request does not change', async () => {
    await pull.fake.close()
    await start(CHANGED, { ...CHANGED, 'pages.py': `${CHANGED['pages.py']}LAST = 1\n` })
    await run()
    expect(writes()).toEqual([])
  })

  test('offers no suggestion to a file with CRLF, in which it might end lines otherwise', async () => {
    await pull.fake.close()
    const windows = (files: Files) =>
      Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]))
    await start(windows(BASE), windows(CHANGED))
    await run()
    expect(pull.fake.comments).toHaveLength(3)
    for (const { body } of pull.fake.comments) expect(body).not.toMatch(/```suggestion|\r/)
  })

  test('has thirty comments at most, and lists the others', async () => {
    await pull.fake.close()
    const many = Array.from({ length: 34 }, (_, at) => coroutine(`load_${at}`, `time.sleep(${at})`)).join('')
    await start({ 'pages.py': HEAD }, { 'pages.py': HEAD + many })
    await run()
    expect(pull.fake.reviews[0]?.comments).toHaveLength(30)
    expect(pull.fake.reviews[0]?.body.match(/^- `pages.py:\d+` blocking-sleep/gm)).toHaveLength(4)
    await run()
    expect(pull.fake.reviews).toHaveLength(1)
    pull.fake.push({ 'pages.py': HEAD + many.replaceAll(/time.sleep\([0-3]\)/g, 'pass') })
    await run()
    expect(pull.fake.reviews[1]?.comments).toHaveLength(4)
    expect(pull.fake.comments).toHaveLength(30)
  })
})

describe('at the second run', () => {
  test('nothing is posted twice', async () => {
    await run()
    await run()
    pull.fake.push({ ...CHANGED, 'pages.py': `"""Pages."""\n${CHANGED['pages.py']}` })
    await run()
    expect(writes()).toHaveLength(1)
  })

  test('exactly the comment goes whose pitfall is gone', async () => {
    await run()
    const [first, ...others] = pull.fake.comments
    pull.fake.push({
      ...CHANGED,
      'pages.py': (CHANGED['pages.py'] ?? '').replace('time.sleep(1)', 'await asyncio.sleep(1)'),
    })
    await run()
    expect(pull.fake.comments).toEqual(others)
    expect(writes().at(-1)).toBe(`DELETE /api/v3/repos/shop/orders/pulls/comments/${first?.id}`)
    expect(pull.fake.reviews).toHaveLength(1)
  })

  test('a comment on a line that has changed is posted anew where the pitfall is still there', async () => {
    await run()
    const ids = pull.fake.comments.map(({ id }) => id)
    pull.fake.push({
      ...CHANGED,
      'pages.py': (CHANGED['pages.py'] ?? '').replace('time.sleep(1)', 'time.sleep(1)  # pause'),
    })
    await run()
    expect(pull.fake.reviews[1]?.comments.map(({ path, line }) => `${path}:${line}`)).toEqual(['pages.py:6'])
    expect(pull.fake.comments.map(({ id }) => ids.indexOf(id))).toEqual([1, 2, -1])
  })

  test('what somebody answered or called resolved stays, and is not said again', async () => {
    await run()
    const [first, second] = pull.fake.comments
    if (!first || !second) expect.unreachable()
    pull.fake.reply(first)
    second.isResolved = true
    pull.fake.push({ ...CHANGED, 'pages.py': (CHANGED['pages.py'] ?? '').replaceAll(/(time.sleep.*)/g, '$1  # pause') })
    await run()
    pull.fake.push(BASE)
    await run()
    expect(pull.fake.comments.map(({ id }) => id)).toEqual([first.id, second.id, pull.fake.comments[2]?.id])
    expect(pull.fake.reviews).toHaveLength(1)
  })

  test('comments of others are not touched, though they look alike', async () => {
    await run()
    pull.fake.comments = pull.fake.comments.map(comment => ({ ...comment, login: 'someone' }))
    pull.fake.push(BASE)
    await run()
    expect(pull.fake.comments).toHaveLength(3)
  })

  test('comments beyond the first page count', async () => {
    await run()
    const [own] = pull.fake.comments
    if (!own) expect.unreachable()
    const others = Array.from({ length: 150 }, (_, at) => ({ ...own, id: at, login: 'someone', body: 'Hm.' }))
    pull.fake.comments = [...others, ...pull.fake.comments]
    await run()
    expect(pull.fake.reviews).toHaveLength(1)
  })
})

test('what findings say cannot become anything but text, and their code no end of a fence', async () => {
  const [finding] = materialOf(CHANGED).findings
  if (!finding) expect.unreachable()
  const message = 'hi @team ![x](http://x) <img src=x>\n```suggestion\nrm\n```\n `@kept`'
  const wait = async () => {}
  const service = github({ url: pull.fake.url, token: pull.fake.token, repository: 'shop/orders', number: 7, wait })
  await publish(service, { ...materialOf({}), findings: [{ ...finding, message }] })
  const body = pull.fake.comments[0]?.body ?? ''
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
