import { afterEach, beforeEach, expect, test } from 'vitest'
import { gitlab } from '../../src/suggest/gitlab.ts'
import { publish } from '../../src/suggest/publish.ts'
import { FakeGitLab } from './fake-gitlab.ts'
import { applied, type Files } from './files.ts'
import { BASE, CHANGED, coroutine, failureOf, HEAD, materialOf } from './material.ts'

let fake: FakeGitLab
const start = async (base: Files, files: Files) => {
  fake = new FakeGitLab(base, files)
  await fake.listen()
}
const run = (token = fake.token) =>
  publish(gitlab({ url: fake.url, token, project: 'shop/orders', number: 7 }), materialOf(fake.files))
const writes = () => fake.log.filter(line => /^(POST|DELETE)/.test(line))

beforeEach(() => start(BASE, CHANGED))
afterEach(() => fake.close())

test('each comment is a discussion whose suggestion is the fix', async () => {
  await run()
  const first = fake.discussions.map(({ notes }) => notes[0])
  expect(first.map(note => `${note?.position.new_path}:${note?.position.new_line}`)).toEqual([
    'pages.py:6',
    'pages.py:23',
    'orders.py:17',
  ])
  expect(first[0]?.body).toContain('```suggestion:-0+0\n')
  expect(first[2]?.body).not.toContain('```suggestion')
  expect(fake.notes).toEqual([])
})

test('a suggestion of several lines begins at a line that may have been there', async () => {
  await fake.close()
  const base = { 'pages.py': 'import time\n\n\n' }
  await start(base, { 'pages.py': base['pages.py'] + coroutine('load', 'time.sleep(1)') })
  await run()
  const note = fake.discussions[0]?.notes[0]
  expect(note?.position).toMatchObject({ new_line: 1, old_line: 1 })
  expect(note?.body).toContain('```suggestion:-0+4\n')
  expect(applied(fake.files['pages.py'] ?? '', note?.body ?? '', 1, 5)).toBe(
    `import asyncio\nimport time\n\n\n${coroutine('load', 'await asyncio.sleep(1)')}`,
  )
})

test('nothing is posted twice, and exactly what is out of date is removed', async () => {
  await run()
  await run()
  expect(writes()).toHaveLength(3)
  const [first, ...others] = fake.discussions
  const mended = { ...CHANGED, 'pages.py': (CHANGED['pages.py'] ?? '').replace('time.sleep(1)', 'pass') }
  fake.push(mended, line => line !== 6)
  await run()
  expect(fake.discussions).toEqual(others)
  expect(writes().slice(3)).toEqual([expect.stringMatching(`^DELETE .*/discussions/${first?.id}/notes/`)])
})

test('what somebody answered or called resolved stays, and is not said again', async () => {
  await run()
  fake.reply(0)
  fake.reply(2, true)
  const second = fake.discussions[1]?.notes[0]
  if (second) second.resolved = true
  const ids = fake.discussions.map(({ id }) => id)
  fake.push(BASE, () => false)
  await run()
  expect(fake.discussions.map(({ id }) => id)).toEqual(ids.slice(0, 2))
  fake.push(CHANGED, () => false)
  await run()
  expect(fake.discussions).toHaveLength(3)
})

test('beyond thirty a note lists the others', async () => {
  await fake.close()
  const many = Array.from({ length: 32 }, (_, at) => coroutine(`load_${at}`, `time.sleep(${at})`)).join('')
  await start({ 'pages.py': HEAD }, { 'pages.py': HEAD + many })
  await run()
  await run()
  expect(fake.discussions).toHaveLength(30)
  expect(fake.notes).toEqual([expect.stringMatching(/(\n- `pages.py:\d+` blocking.*){2}$/)])
})

test('what is refused half way is finished, and twice refused is one clear line', async () => {
  fake.room = 2
  expect(await failureOf(run())).toMatch(
    /^UsageError: GitLab does not take the comments: 400 Bad request - Note .*blank"\]\}$/,
  )
  expect(fake.discussions).toHaveLength(2)
  fake.room = 1
  await run()
  expect(fake.discussions).toHaveLength(3)
  const failure = await failureOf(run('glpat-wr0ng'))
  expect(failure).toMatch(/401 401 Unauthorized; it does not know the token$/)
  expect(failure).not.toContain('glpat')
})
