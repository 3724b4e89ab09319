import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }

const bin = path.resolve('dist/src/bin.js')
const SLEEPY = 'import time\n\n\nasync def work():\n    time.sleep(1)\n'
const AWAKE = 'import asyncio\n\n\nasync def work():\n    await asyncio.sleep(1)\n'
let folder = ''

interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built command line in the test's own folder, as nobody where files are to be unreadable. */
function aiomend(
  args: readonly string[],
  { input, env, uid }: { input?: string | Buffer; env?: NodeJS.ProcessEnv; uid?: number } = {},
): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
    ...(input !== undefined && { input }),
    ...(uid !== undefined && { uid, gid: uid }),
  })
  return { status, stdout, stderr }
}

function write(name: string, content: string | Buffer): string {
  const file = path.join(folder, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

const read = (name: string) => readFileSync(path.join(folder, name), 'utf8')
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
  })

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'aiomend-cli-'))
})

describe('check', () => {
  test('shows the code, the reason and the fix, and exits with 1', () => {
    write('work.py', SLEEPY)
    const { status, stdout, stderr } = aiomend(['check'])
    expect(stdout).toBe(`work.py:5:5 warning blocking-sleep
  \`time.sleep\` blocks every task on this event loop
  4 | async def work():
  5 |     time.sleep(1)
    |     ^^^^^^^^^^^^^
  why: Until it returns no other task runs, no timeout fires and no cancellation is delivered.
  fix:
    +import asyncio
    -    time.sleep(1)
    +    await asyncio.sleep(1)

Found 1 pitfall in 1 of 1 file: 1 can be fixed.
`)
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
  })

  test('says of clean code that it is, and exits with 0', () => {
    write('work.py', AWAKE)
    expect(aiomend(['check', '.'])).toEqual({ status: 0, stdout: 'No pitfalls found in 1 file.\n', stderr: '' })
  })

  test('prints JSON with lines and columns in characters and offsets in UTF-16 units', () => {
    write('work.py', 'import time\nasync def f():\n    "😀"; time.sleep(1)\n')
    const { status, stdout } = aiomend(['check', '--format', 'json'])
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      files: 1,
      findings: [
        {
          transform: 'blocking-sleep',
          family: 'blocking',
          level: 'warning',
          path: 'work.py',
          line: 3,
          column: 10,
          endLine: 3,
          endColumn: 23,
          message: '`time.sleep` blocks every task on this event loop',
          outcome: {
            fix: {
              edits: [
                {
                  path: 'work.py',
                  start: 37,
                  end: 41,
                  text: 'await asyncio',
                  line: 3,
                  column: 10,
                  endLine: 3,
                  endColumn: 14,
                },
              ],
              imports: ['import asyncio'],
              cautions: [],
            },
          },
        },
      ],
      errors: [],
    })
  })

  test('reports why there is no fix', () => {
    write('work.py', 'import time\nasync def f(xs):\n    return (time.sleep(x) for x in xs)\n')
    expect(aiomend(['check']).stdout).toContain(
      'not fixed: an `await` would turn this generator expression into an asynchronous one.',
    )
  })

  test('counts by pitfall on demand', () => {
    write('work.py', SLEEPY)
    expect(aiomend(['check', '--statistics']).stdout).toMatch(
      /^pitfall +found safe fix +unsafe +refused\nblocking-sleep +1 +1 +0 +0\n/,
    )
  })
})

describe('diff', () => {
  test.each([
    ['plain', SLEEPY],
    ['with CRLF', SLEEPY.replaceAll('\n', '\r\n')],
    ['without a newline at the end', SLEEPY.trimEnd()],
    ['with a byte order mark', `\ufeff${SLEEPY}`],
    ['with form feeds and odd separators', `${SLEEPY}\f\nname = "\u2028\u0085"\n`],
  ])('of a file %s is taken by git apply and gives what fix writes', (_, text) => {
    for (const name of ['work.py', 'a dir/ünï code.py', "it's.py"]) write(name, text)
    git('init', '-q')
    git('add', '-A')
    git('commit', '-qm', 'x')
    const { status, stdout } = aiomend(['diff'])
    expect(status).toBe(1)
    execFileSync('git', ['apply', '-'], { cwd: folder, input: stdout })
    const applied = ['work.py', 'a dir/ünï code.py', "it's.py"].map(read)
    git('checkout', '-q', '.')
    expect(aiomend(['fix']).status).toBe(0)
    expect(applied).toEqual(['work.py', 'a dir/ünï code.py', "it's.py"].map(read))
    expect(git('status', '--porcelain')).not.toBe('')
  })

  test('changes nothing, and exits with 0 where there is nothing to show', () => {
    write('work.py', SLEEPY)
    aiomend(['diff'])
    expect(read('work.py')).toBe(SLEEPY)
    write('work.py', AWAKE)
    expect(aiomend(['diff'])).toEqual({ status: 0, stdout: '', stderr: 'Would fix 0 pitfalls in 0 of 1 file.\n' })
  })

  test('has colours on demand only, and NO_COLOR does not silence the demand', () => {
    write('work.py', SLEEPY)
    expect(aiomend(['diff']).stdout).not.toContain('\u001b')
    expect(aiomend(['diff', '--color', 'always'], { env: { NO_COLOR: '1' } }).stdout).toContain('\u001b[32m+')
  })
})

describe('fix', () => {
  test('writes the files, says so, and has nothing to do the second time', () => {
    write('work.py', SLEEPY)
    expect(aiomend(['fix'])).toEqual({ status: 0, stdout: 'Fixed 1 pitfall in 1 of 1 file.\n', stderr: '' })
    expect(read('work.py')).toBe(AWAKE)
    expect(aiomend(['fix']).stdout).toBe('Fixed 0 pitfalls in 0 of 1 file.\n')
  })

  test('leaves unsafe fixes alone without --unsafe, and says that they are there', () => {
    const text = 'import subprocess\nasync def f(c):\n    subprocess.Popen(c).wait()\n'
    write('work.py', text)
    const { status, stdout } = aiomend(['fix'])
    expect(stdout).toBe(
      'Fixed 0 pitfalls in 0 of 1 file; 1 remains, 1 of them can be fixed with --unsafe. `aiomend check` shows them.\n',
    )
    expect(status).toBe(1)
    expect(read('work.py')).toBe(text)
    expect(aiomend(['fix', '--unsafe']).status).toBe(0)
    expect(read('work.py')).toContain('run_in_executor(None, subprocess.Popen(c).wait)')
  })

  test('turns standard input into standard output, byte for byte outside the fix', () => {
    const input = `\ufeff${SLEEPY.replaceAll('\n', '\r\n')}`
    const { status, stdout } = aiomend(['fix', '--quiet', '--stdin-filename', 'work.py', '-'], { input })
    expect(stdout).toBe(`\ufeff${AWAKE.replaceAll('\n', '\r\n')}`)
    expect(status).toBe(0)
    const broken = aiomend(['fix', '-'], { input: Buffer.from([0x23, 0xff, 0x0a]) })
    expect(broken.status).toBe(2)
    expect(broken.stderr).toContain('not valid UTF-8')
  })

  test('keeps the mode and the link, and changes the target of a link', () => {
    chmodSync(write('real/work.py', SLEEPY), 0o755)
    symlinkSync('real/work.py', path.join(folder, 'link.py'))
    expect(aiomend(['fix', 'link.py']).status).toBe(0)
    expect(lstatSync(path.join(folder, 'link.py')).isSymbolicLink()).toBe(true)
    expect(statSync(path.join(folder, 'real/work.py')).mode & 0o777).toBe(0o755)
    expect(read('real/work.py')).toBe(AWAKE)
  })

  test('fixes ten files beside one of invalid syntax, one unreadable and one in an unknown encoding', () => {
    chmodSync(folder, 0o777)
    for (let n = 0; n < 10; n++) chmodSync(write(`good${n}.py`, SLEEPY), 0o666)
    write('syntax.py', 'async def f(:\n    pass\n')
    write('encoding.py', '# coding: klingon\n')
    chmodSync(write('secret.py', SLEEPY), 0o000)
    const { status, stdout, stderr } = aiomend(['fix'], process.getuid?.() === 0 ? { uid: 65534 } : {})
    expect(stderr.split('\n').sort()).toEqual([
      '',
      'encoding.py: error: unknown encoding klingon',
      'secret.py: error: permission denied',
      'syntax.py: error: invalid syntax at line 1, column 13; nothing in or beside it is changed',
    ])
    expect(stdout).toBe('Fixed 10 pitfalls in 10 of 11 files.\n')
    expect(status).toBe(2)
    for (let n = 0; n < 10; n++) expect(read(`good${n}.py`)).toBe(AWAKE)
  })

  test('mends what stands clear of a syntax error, and nothing in or beside it', () => {
    const work = (name: string) => `async def ${name}():\n    time.sleep(1)\n`
    const awake = (name: string) => `async def ${name}():\n    await asyncio.sleep(1)\n`
    write(
      'work.py',
      `import time\n${work('far')}${work('before')})))\n${work('after')}class Page:\n    pass\n${work('last')}`,
    )
    expect(aiomend(['fix']).status).toBe(2)
    expect(read('work.py')).toBe(
      `import asyncio\nimport time\n${awake('far')}${work('before')})))\n${work('after')}class Page:\n    pass\n${awake('last')}`,
    )
    write('work.py', `import time\n${work('before')}async def broken(:\n    time.sleep(1)\n${work('after')}`)
    expect(aiomend(['fix']).status).toBe(2)
    expect(read('work.py')).toBe(
      `import asyncio\nimport time\n${awake('before')}async def broken(:\n    time.sleep(1)\n${awake('after')}`,
    )
  })
})

describe('files', () => {
  test('are those that git knows, and those named outright', () => {
    git('init', '-q')
    write('.gitignore', 'ignored.py\n!kept.py\n')
    write('sub/.gitignore', '*.py\n')
    for (const name of ['work.py', 'ignored.py', 'sub/work.py', 'build/work.py', '.venv/x.py', 'untracked.py'])
      write(name, SLEEPY)
    expect(aiomend(['check', '-q', '--format', 'json']).stdout).toContain('"files": 2')
    expect(aiomend(['check', '--format', 'json', 'ignored.py', 'build/work.py', 'sub']).stdout).toContain('"files": 2')
  })

  test('outside git are those that no .gitignore leaves out, each once', () => {
    write('.gitignore', 'ignored.py\n')
    for (const name of ['work.py', 'ignored.py', 'sub/work.py', 'node_modules/x.py', 'notes.txt']) write(name, SLEEPY)
    expect(aiomend(['check', '--format', 'json', '.', 'work.py']).stdout).toContain('"files": 2')
  })

  test('above 4 MB are left out with a notice, unless they are named', () => {
    write('large.py', `${SLEEPY}${'# filler\n'.repeat(500_000)}`)
    const { status, stderr } = aiomend(['check', '.'])
    expect(stderr).toMatch(/^large\.py: skipped, for it is larger than 4 MB \(4\.3 MB\); name it to include it\n/)
    expect(status).toBe(0)
    expect(aiomend(['check', '--statistics', 'large.py']).status).toBe(1)
  })

  test('that do not exist are named, and the others still handled', () => {
    write('work.py', SLEEPY)
    const { status, stderr } = aiomend(['fix', 'nowhere.py', 'work.py'])
    expect(stderr).toBe('nowhere.py: error: no such file or directory\n')
    expect(status).toBe(2)
    expect(read('work.py')).toBe(AWAKE)
  })

  test('of Python 2 are named and left alone', () => {
    write('old.py', 'import time\nprint "hello"\n')
    expect(aiomend(['fix']).stderr).toBe('old.py: error: Python 2 code (line 2: `print "hello"`)\n')
  })

  test('in other encodings keep them', () => {
    const latin = Buffer.from(`# coding: latin-1\n# caf\u00e9\n${SLEEPY}`, 'latin1')
    write('work.py', latin)
    aiomend(['fix'])
    expect(readFileSync(path.join(folder, 'work.py'))).toEqual(
      Buffer.from(`# coding: latin-1\n# caf\u00e9\n${AWAKE}`, 'latin1'),
    )
  })

  test('whose tests patch the name are fixed with --unsafe only', () => {
    write('pyproject.toml', '')
    write('app/jobs.py', SLEEPY)
    write(
      'tests/test_jobs.py',
      'from unittest.mock import patch\n\n@patch("app.jobs.time.sleep")\ndef test_work(sleep): ...\n',
    )
    const { stdout } = aiomend(['check'])
    expect(stdout).toContain(
      'caution: tests/test_jobs.py:3 patches `app.jobs.time.sleep`, which this code no longer calls.',
    )
    expect(aiomend(['fix']).status).toBe(1)
    expect(read('app/jobs.py')).toBe(SLEEPY)
  })

  test('from which another file takes a name keep its import', () => {
    write('pyproject.toml', '')
    write('jobs.py', SLEEPY)
    write('other.py', 'from jobs import time\n')
    aiomend(['fix'])
    expect(read('jobs.py')).toContain('import asyncio\nimport time\n')
  })
})

describe('configuration', () => {
  test('is read from the nearest pyproject.toml, and the command line goes before it', () => {
    write(
      'pyproject.toml',
      '[tool.aiomend]\nexecutor = "to-thread"\nunsafe-fixes = true\nper-file-ignores = { "tests/" = ["blocking"] }\nexclude = ["vendored"]\n',
    )
    const text = 'import subprocess\n\n\nasync def work(c):\n    subprocess.run(c)\n    subprocess.Popen(c).wait()\n'
    for (const name of ['work.py', 'tests/test_work.py', 'vendored/work.py']) write(name, text)
    aiomend(['fix'])
    expect(read('work.py')).toContain(
      'await asyncio.to_thread(subprocess.run, c)\n    await asyncio.to_thread(subprocess.Popen(c).wait)',
    )
    expect(read('tests/test_work.py')).toBe(text)
    expect(read('vendored/work.py')).toBe(text)
    aiomend(['fix', '--executor', 'run-in-executor', 'vendored/work.py'])
    expect(read('vendored/work.py')).toContain('run_in_executor(None, subprocess.run, c)')
  })

  test('reads the target version from requires-python', () => {
    const text = 'import asyncio\ntry:\n    pass\nexcept asyncio.TimeoutError:\n    pass\n'
    write('work.py', text)
    write('pyproject.toml', '[project]\nrequires-python = ">=3.10"\n')
    expect(aiomend(['check', '--select', 'timeout-class']).status).toBe(0)
    write('pyproject.toml', '[project]\nrequires-python = ">=3.11.2,<4"\n')
    expect(aiomend(['check', '--select', 'timeout-class']).status).toBe(1)
    expect(aiomend(['check', '--select', 'timeout-class', '--target-version', 'py310']).status).toBe(0)
  })

  test.each([
    [
      '[tool.aiomend]\nselect = ["ALL"]\nselct = []\n',
      /pyproject\.toml:3: \[tool\.aiomend\] unknown key `selct`; known are select, ignore,/,
    ],
    ['[tool.aiomend]\n\nexecutor = "threads"\n', /pyproject\.toml:3: \[tool\.aiomend\] `executor`: /],
    ['[tool.aiomend]\ntarget-version = "3.9"\n', /pyproject\.toml:2: \[tool\.aiomend\] `target-version`: /],
    ['[tool.aiomend\n', /pyproject\.toml:\d: /],
    ['[tool.aiomend]\nselect = ["blocking-slep"]\n', /unknown pitfall `blocking-slep`/],
  ])('%j is refused with one line and exit code 2', (text, message) => {
    write('pyproject.toml', text)
    write('work.py', SLEEPY)
    const { status, stdout, stderr } = aiomend(['check'])
    expect(stderr).toMatch(message)
    expect(stderr.trimEnd()).not.toContain('\n')
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })

  test('selects by id, family and ALL, the more specific first', () => {
    write('work.py', `${SLEEPY}    input()\n`)
    const ids = (...args: string[]) =>
      [...aiomend(['check', ...args]).stdout.matchAll(/(?:warning|note|error) (\S+)/g)].map(([, id]) => id)
    expect(ids('--select', 'blocking-input')).toEqual(['blocking-input'])
    expect(ids('--select', 'event-loop')).toEqual([])
    expect(ids('--select', 'ALL', '--ignore', 'blocking', '--extend-select', 'blocking-sleep')).toEqual([
      'blocking-sleep',
    ])
    expect(ids('--ignore', 'blocking-sleep,blocking-input')).toEqual([])
  })
})

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
    expect(aiomend(['rules']).stdout).toContain('\n  timeout-class           note     ')
  })

  test.each([
    [['chekc'], "unknown command 'chekc'"],
    [['check', '--frobnicate'], "unknown option '--frobnicate'"],
    [['check', '--format', 'xml'], 'Allowed choices are text, json'],
    [['check', '--target-version', '3.9'], 'It is one of py38, py39, py310'],
    [['check', '--select', 'nothing'], 'unknown pitfall `nothing`'],
    [['check', '--config', 'nowhere.toml'], 'nowhere.toml: no such configuration file'],
    [['check', '--stdin-filename', 'x.py'], '--stdin-filename needs `-` as the path'],
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
    expect(spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' })).toMatchObject({
      stdout: 'diff --git a/work0.py b/work0.py\n',
      stderr: '',
    })
  })
})
