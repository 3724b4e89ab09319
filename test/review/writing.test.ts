import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { AWAKE, Sandbox, SLEEPY } from '../command-line/sandbox.ts'
import { OpenReviews } from './open-reviews.ts'

const sandbox = new Sandbox()
const { write, read, aiomend } = sandbox
const { reviewOf } = new OpenReviews(sandbox)

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
