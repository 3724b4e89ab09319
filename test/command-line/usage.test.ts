import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { bin, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, write } = sandbox

describe('the command line', () => {
  test('explains a pitfall with an example that is a fixture', () => {
    const { status, stdout } = aiomend(['explain', 'blocking-sleep'])
    expect(status).toBe(0)
    expect(stdout).toContain('-    time.sleep(seconds)\n')
    expect(stdout).toContain('+    await asyncio.sleep(seconds)\n')
    expect(stdout).toContain('# aiomend: ignore[blocking-sleep]')
    expect(stdout).not.toContain('# expect')
  })

  test('lists the pitfalls', () => {
    expect(aiomend(['rules']).stdout).toMatch(/\n {2}ensure-future +note {5}/)
  })

  test.each([
    [['chekc'], "unknown command 'chekc'"],
    [['check', '--frobnicate'], "unknown option '--frobnicate'"],
    [['check', '--format', 'xml'], 'Allowed choices are text, json, json-lines, sarif,'],
    [['check', '--target-version', '3.9'], 'It is one of py38, py39, py310'],
    [['check', '--select', 'nothing'], 'unknown pitfall `nothing`'],
    [['check', '--config', 'nowhere.toml'], 'nowhere.toml: no such configuration file'],
    [['check', '--stdin-filename', 'x.py'], '--stdin-filename needs `-` as the path'],
    [['review', '-'], 'a review needs files, not standard input'],
    [['review', '--port', '70000'], 'It is a number up to 65535.'],
    [['explain', 'nothing'], 'unknown pitfall `nothing`'],
    [[], 'Usage: aiomend'],
  ])('answers %j with exit code 2', (args, message) => {
    const { status, stderr } = aiomend(args)
    expect(stderr).toContain(message)
    expect(status).toBe(2)
  })

  test('has help and a version', () => {
    expect(aiomend(['--help'])).toMatchObject({ status: 0, stderr: '' })
    expect(aiomend(['fix', '--help']).stdout).toContain('--unsafe')
    expect(aiomend(['--version']).stdout).toBe(`${packageJson.version}\n`)
  })

  test('ends quietly when the reader of its output goes away', () => {
    for (let n = 0; n < 300; n++) write(`work${n}.py`, SLEEPY.repeat(20))
    const script = `"${process.execPath}" "${bin}" diff . | head -1`
    expect(spawnSync('bash', ['-c', script], { cwd: sandbox.folder, encoding: 'utf8' })).toMatchObject({
      stdout: 'diff --git a/work0.py b/work0.py\n',
      stderr: '',
    })
  })
})
