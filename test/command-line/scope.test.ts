import { renameSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { AWAKE, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, git, read, write } = sandbox

/** The places that `check` reports, as `work.py:5`. */
const placesOf = (...args: string[]) => {
  const { findings } = JSON.parse(aiomend(['check', '--format', 'json', ...args]).stdout)
  return findings.map(({ path, line }: { path: string; line: number }) => `${path}:${line}`)
}

const more = (text: string) => `${text}\n\nasync def more():\n    time.sleep(2)\n`

describe('--since', () => {
  beforeEach(() => {
    git('init', '-q', '-b', 'main')
    for (const name of ['work.py', 'moved.py', 'ünï "code".py']) write(name, SLEEPY)
    git('add', '-A')
    git('commit', '-qm', 'x')
    git('switch', '-qc', 'topic')
  })

  test('reports what changed in commits, in the index and in the working tree', () => {
    write('work.py', more(SLEEPY))
    write('staged.py', SLEEPY)
    git('add', 'staged.py')
    expect(placesOf('--since', 'main')).toEqual(['staged.py:5', 'work.py:9'])
    git('add', '-A')
    git('commit', '-qm', 'y')
    expect(placesOf('--since', 'main')).toEqual(['staged.py:5', 'work.py:9'])
    expect(placesOf('--since', 'HEAD')).toEqual([])
    expect(placesOf()).toHaveLength(5)
  })

  test('counts from where the branch left, not from where the other went', () => {
    write('work.py', more(SLEEPY))
    git('commit', '-qam', 'y')
    git('switch', '-q', 'main')
    write('moved.py', more(SLEEPY))
    git('commit', '-qam', 'z')
    git('switch', '-q', 'topic')
    expect(placesOf('--since', 'main')).toEqual(['work.py:9'])
  })

  test('follows renames, takes every line of an untracked file, and knows odd names', () => {
    git('mv', 'moved.py', 'there.py')
    write('there.py', more(SLEEPY))
    write('new.py', SLEEPY)
    write('ünï "code".py', `# one\n${SLEEPY}    # two\n    time.sleep(1)\n`)
    expect(placesOf('--since', 'main')).toEqual(['new.py:5', 'there.py:9', 'ünï "code".py:8'])
  })

  test('is not led astray by lines that look like headers, nor by the settings of the user', () => {
    write(
      'work.py',
      `${SLEEPY}text = """\n--- a/x\n+++ b/other.py\n@@ -1 +1 @@\n"""\n\n\nasync def more():\n    time.sleep(2)\n`,
    )
    for (const setting of ['noprefix', 'mnemonicPrefix']) git('config', `diff.${setting}`, 'true')
    git('config', 'diff.external', 'false')
    git('config', 'color.ui', 'always')
    expect(placesOf('--since', 'main')).toEqual(['work.py:14'])
    write('app/work.py', SLEEPY)
    expect(
      JSON.parse(aiomend(['check', '--format', 'json', '--since', 'main', '..'], { from: 'app' }).stdout).findings,
    ).toHaveLength(2)
  })

  test('holds for diff and fix: the rest stays, in later passes too', () => {
    const nested = 'async def more():\n    time.sleep(time.sleep(2))\n'
    write('work.py', `${SLEEPY}    time.sleep(1)\n\n\n${nested}`)
    git('commit', '-qam', 'y')
    write('work.py', `${SLEEPY}    time.sleep(1)\n    time.sleep(1)\n\n\n${nested}`)
    expect(aiomend(['fix', '--since', 'HEAD'])).toMatchObject({
      status: 0,
      stdout: 'Fixed 1 pitfall in 1 of 3 files.\n',
    })
    const sleeps = [...read('work.py').matchAll(/.*sleep.*/g)].map(([line]) => line.trim())
    expect(sleeps).toEqual(['time.sleep(1)', 'time.sleep(1)', 'await asyncio.sleep(1)', 'time.sleep(time.sleep(2))'])
  })

  test.each([
    [['--since', 'nowhere'], 'git knows no commit `nowhere`'],
    [['--since', '--output=x'], 'git knows no commit `--output=x`'],
    [['--since', 'main', '-'], '--since needs files, not standard input'],
  ])('answers %j with exit code 2', (args, message) => {
    const { status, stderr } = aiomend(['check', ...args], { input: SLEEPY })
    expect(stderr).toContain(message)
    expect(status).toBe(2)
  })

  test('needs a repository, and a common ancestor', () => {
    git('switch', '-q', '--orphan', 'other')
    git('commit', '-qm', 'z', '--allow-empty')
    write('work.py', SLEEPY)
    expect(aiomend(['check', '--since', 'main']).stderr).toContain('have no common ancestor here')
    renameSync(path.join(sandbox.folder, '.git'), path.join(sandbox.folder, 'git'))
    expect(aiomend(['check', '--since', 'main'])).toMatchObject({ status: 2, stdout: '' })
  })
})

describe('--baseline', () => {
  const known = ['--baseline', 'known.json']

  test('leaves alone what was found when it was written, wherever it has moved to', () => {
    write('work.py', SLEEPY)
    expect(aiomend(['check', ...known, '--write-baseline'])).toMatchObject({
      status: 0,
      stdout: 'Wrote 1 pitfall to known.json.\n',
    })
    expect(JSON.parse(read('known.json'))).toEqual({
      version: 1,
      findings: [
        { path: 'work.py', transform: 'blocking-sleep', code: 'time.sleep(1)', fingerprint: expect.any(String) },
      ],
    })
    expect(placesOf(...known)).toEqual([])
    // Other lines above, and another layout of the same statement.
    write('work.py', `import os\n${SLEEPY.replace('(1)', '(\n        1,\n    )')}    time.sleep(3)\n`)
    expect(placesOf(...known)).toEqual(['work.py:9'])
    expect(aiomend(['check', ...known]).status).toBe(1)
    aiomend(['fix', ...known])
    expect(read('work.py')).toContain('    time.sleep(\n        1,\n    )\n    await asyncio.sleep(3)\n')
  })

  test('counts statements that are alike', () => {
    write('work.py', SLEEPY)
    aiomend(['check', ...known, '--write-baseline'])
    write('work.py', `${SLEEPY}    time.sleep(1)\n`)
    expect(placesOf(...known)).toEqual(['work.py:6'])
    write('other.py', SLEEPY)
    expect(placesOf(...known)).toEqual(['other.py:5', 'work.py:6'])
  })

  test('does not turn up what is known when a fix on its line changes the text', () => {
    const text = 'import time\n\n\nasync def work():\n    return time.sleep(1), input()\n'
    write('work.py', text)
    aiomend(['check', ...known, '--write-baseline', '--select', 'blocking-sleep'])
    aiomend(['fix', ...known])
    expect(read('work.py')).toContain('return time.sleep(1), await asyncio.get_running_loop()')
    expect(aiomend(['fix', '--select', 'blocking-input']).stdout).toContain('Fixed 0 pitfalls')
  })

  test.each([
    [['--baseline', 'nowhere.json'], 'nowhere.json: no such file or directory; `aiomend check --baseline'],
    [['--baseline', 'work.py'], 'work.py: it is no baseline'],
    [['--write-baseline'], '--write-baseline needs --baseline FILE'],
    [['--write-baseline', '--baseline', 'x.json', '--since', 'main'], '--write-baseline takes all that is found'],
  ])('answers %j with exit code 2', (args, message) => {
    write('work.py', AWAKE)
    const { status, stderr } = aiomend(['check', ...args])
    expect(stderr).toContain(message)
    expect(status).toBe(2)
  })
})
