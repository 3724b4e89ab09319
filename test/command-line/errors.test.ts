import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { ProjectFiles } from '../../src/project/project.ts'
import { loadTransforms } from '../../src/registry.ts'
import { batchOf } from '../../src/run/batch.ts'
import { jointFixes, Waiting } from '../../src/run/joint.ts'
import { handle, run } from '../../src/run/run.ts'
import { SettingsFinder } from '../../src/run/settings.ts'
import { AWAKE, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, read, write } = sandbox

/** Options of Node that make a function of its own throw an error that nobody expects. */
const breaking = (module: string, name: string, when: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
    `import fs from 'node:${module}'; import { syncBuiltinESMExports } from 'node:module'
     const { ${name} } = fs
     fs.${name} = (...args) => { if (${when}) throw new TypeError('boom'); return ${name}(...args) }
     syncBuiltinESMExports()`,
  )}`,
})
const REPORT = [
  '  Please report it with these lines:',
  `    aiomend ${packageJson.version}, Node.js ${process.versions.node}, ${process.platform} ${process.arch}`,
  '    TypeError: boom',
]

describe('a bug', () => {
  test('in the way of one file is reported with what to paste, and the others are fixed', () => {
    for (const name of ['jobs.py', 'odd.py', 'pages.py']) write(name, SLEEPY)
    const env = breaking('fs', 'readFileSync', "String(args[0]).endsWith('odd.py')")
    const { status, stdout, stderr } = aiomend(['fix', '--no-cache'], { env })
    const [first, ...rest] = stderr.trimEnd().split('\n')
    expect(first).toBe('odd.py: error: this file could not be handled, which is a bug of aiomend: boom')
    expect(rest.slice(0, 3)).toEqual(REPORT)
    expect(rest.slice(3).join('\n')).toMatch(/^( {4}at .*\n?){1,5}$/)
    expect(rest.join('\n')).toContain('dist/bundle.cjs:')
    expect(stderr).not.toContain(path.resolve('dist'))
    expect({ status, stdout }).toEqual({ status: 2, stdout: 'Fixed 2 pitfalls in 2 of 2 files.\n' })
    expect([read('jobs.py'), read('odd.py'), read('pages.py')]).toEqual([AWAKE, SLEEPY, AWAKE])
  })

  test('of one transform leaves the file to the others', async () => {
    const settings = new SettingsFinder({}, await loadTransforms()).for(path.join(sandbox.folder, 'jobs.py'))
    const transforms = settings.transforms.map(each => ({
      ...each,
      ...(each.id === 'ensure-future' && {
        check: () => {
          throw new TypeError('boom')
        },
      }),
    }))
    const text = `import asyncio\n${SLEEPY}    asyncio.ensure_future(work())\n`
    const { problems, mended } = handle('jobs.py', Buffer.from(text), { ...settings, transforms })
    expect(problems).toHaveLength(1)
    const [first, ...rest] = problems[0]?.split('\n') ?? []
    expect(first).toBe('ensure-future failed on this file, which is a bug of aiomend: boom')
    expect(rest.slice(0, 3)).toEqual(REPORT)
    expect(mended?.fixed.map(({ transform }) => transform)).toContain('blocking-sleep')
  })

  test('or a file that is gone, in the way of a fix of several, leaves the others to be made', async () => {
    const texts = {
      'disk.py': 'async def save(job):\n    return job\n',
      'jobs.py': 'from disk import save\n\n\ndef store(job):\n    save(job)\n',
      'main.py': 'from jobs import store\n\n\nasync def main():\n    store(1)\n',
    }
    const files = Object.entries(texts).map(([name, text]) => write(name, text))
    const finder = new SettingsFinder({ 'unsafe-fixes': true }, await loadTransforms())
    const project = new ProjectFiles(file => finder.importsFor(file))
    const waiting = new Waiting()
    for (const outcome of run(batchOf(files, finder, project), finder, project)) {
      waiting.note({ ...outcome, path: outcome.path.replace('jobs.py', 'gone.py') })
      waiting.note(outcome)
    }
    const steps = jointFixes(waiting, finder, project)
    const first = steps.next()
    expect(first.value).toMatchObject({ changes: [{ source: { path: files[1] } }, { source: { path: files[2] } }] })
    const { value } = steps.next()
    expect(value).toEqual([{ path: path.join(sandbox.folder, 'gone.py'), problems: ['no such file or directory'] }])
  })

  test('anywhere else ends the run with the same report and exit code 2', () => {
    write('jobs.py', SLEEPY)
    // Git is asked where there may be a repository.
    write('.git/HEAD', '')
    const { status, stderr } = aiomend(['check'], { env: breaking('child_process', 'spawnSync', 'true') })
    expect(stderr).toContain('aiomend: it stopped, which is a bug of aiomend: boom\n')
    expect(stderr.split('\n').slice(1, 4)).toEqual(REPORT)
    expect(status).toBe(2)
  })
})

describe('what goes wrong is said in one line', () => {
  const configured = (text: string | Buffer) => write('pyproject.toml', text)
  test.each<[string, () => unknown, string[], string]>([
    ['TOML', () => configured('[tool.aiomend\n'), ['check'], 'aiomend: pyproject.toml:2: Unterminated table-key'],
    [
      'its bytes',
      () => configured(Buffer.from('x = "\xff"\n', 'latin1')),
      ['check'],
      'aiomend: pyproject.toml: it is not valid UTF-8, which TOML must be',
    ],
    [
      'its depth',
      () => configured(`x = ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`),
      ['check'],
      'aiomend: pyproject.toml: it is nested too deeply',
    ],
    [
      'a folder',
      () => mkdirSync(path.join(sandbox.folder, 'c.toml')),
      ['check', '--config', 'c.toml'],
      'aiomend: c.toml: it is a folder',
    ],
    [
      'a report',
      () => undefined,
      ['check', '--output-file', 'jobs.py/report'],
      'aiomend: jobs.py/report: cannot be written: a file is in the place of a folder',
    ],
    [
      'a report where no folder can be made',
      () => undefined,
      ['check', '--output-file', '/proc/none/report'],
      'aiomend: /proc/none/report: cannot be written: no such file or directory',
    ],
    [
      'what is no name',
      () => configured('[tool.aiomend]\nblocking-calls = ["load page"]\n'),
      ['check'],
      'aiomend: pyproject.toml:2: [tool.aiomend] `blocking-calls`: expected qualified names such as package.module.function',
    ],
    [
      'git',
      () => undefined,
      ['check', '--since', 'main'],
      /: there is no git repository here; --since and --base need git to say what changed$/.source,
    ],
  ])('%s', (_, prepare, args, expected) => {
    write('jobs.py', SLEEPY)
    prepare()
    const { status, stderr } = aiomend(args)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr.trimEnd()).toMatch(
      new RegExp(expected.endsWith('$') ? expected : `^${expected.replaceAll('[', '\\[')}$`),
    )
    expect(status).toBe(2)
  })

  test('where git is not there', () => {
    write('jobs.py', SLEEPY)
    const { status, stderr } = aiomend(['check', '--since', 'main'], { env: { PATH: sandbox.folder } })
    expect(stderr).toMatch(
      /: git is not installed, or not on the PATH; --since and --base need git to say what changed\n$/,
    )
    expect(status).toBe(2)
    expect(aiomend(['check'], { env: { PATH: sandbox.folder } }).status).toBe(1)
  })

  test.skipIf(process.platform === 'win32')('of what is no regular file', () => {
    const { status, stderr } = aiomend(['fix', '/dev/zero'])
    expect(stderr).toBe('/dev/zero: error: it is no regular file; what comes from a pipe is read with `-`\n')
    expect(status).toBe(2)
  })
})
