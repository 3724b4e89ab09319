import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'

const run = (program: string, args: readonly string[], input?: Buffer) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    maxBuffer: 1 << 28,
    ...(input && { input }),
  })
  return { status, stdout: stdout.toString('latin1'), stderr: stderr.toString() }
}

const latin1 = Buffer.from(
  '# coding: latin-1\nimport time\n\nasync def caf\u00e9():\n    time.sleep(1)  # \u00fc\n',
  'latin1',
)

test.each([
  ['all that is found in the fixtures', ['check', '--select', 'ALL', '--unsafe', '--format', 'json', 'fixtures']],
  ['a diff', ['diff', '--unsafe', 'examples']],
  ['a log with the version', ['check', '--format', 'sarif', 'examples/crawler.py']],
  ['an explanation', ['explain', 'blocking-sleep']],
  ['the list of pitfalls', ['rules']],
  ['the help', ['check', '--help']],
  ['a mistake', ['check', '--shard', '0/3']],
  ['a file in another encoding', ['fix', '-'], latin1],
])(
  'the bundle prints what the modules print: %s',
  (_, args, input?: Buffer) => {
    const cached = args[0] === 'check' || args[0] === 'diff' ? ['--no-cache'] : []
    const bundled = run('dist/aiomend.cjs', [...args, ...cached], input)
    expect(bundled).toEqual(run('dist/src/bin.js', [...args, ...cached], input))
    expect(bundled.stdout + bundled.stderr).not.toBe('')
  },
  600_000,
)

test('a bundle without bytecode, or with some that does not fit, runs as well', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'aiomend-bundle-'))
  try {
    for (const file of ['aiomend.cjs', 'bundle.cjs']) copyFileSync(`dist/${file}`, path.join(folder, file))
    writeFileSync(path.join(folder, 'package.json'), readFileSync('package.json'))
    const program = path.join(folder, 'aiomend.cjs')
    const { version } = createRequire(import.meta.url)('../package.json')
    const answer = { status: 0, stdout: `${version}\n`, stderr: '' }
    expect(run(program, ['--version'])).toEqual(answer)
    const bytecode = readFileSync('dist/bundle.bytecode')
    const engine = JSON.stringify([process.version, process.platform, process.arch, process.config]).length
    for (const unfit of [
      Buffer.from(bytecode).fill('x', 0, 9),
      Buffer.from(bytecode).fill(0, engine + 4, engine + 8),
      bytecode.subarray(0, engine + 3),
      Buffer.alloc(0),
    ]) {
      writeFileSync(path.join(folder, 'bundle.bytecode'), unfit)
      expect(run(program, ['--version'])).toEqual(answer)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
