import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { SLEEPY } from './sandbox.ts'
import { TopicBranch } from './topic-branch.ts'

const sandbox = new TopicBranch()
const { aiomendMeanwhile: aiomend, git, read, write } = sandbox

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
