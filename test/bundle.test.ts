import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

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

const engine = JSON.stringify([process.version, process.platform, process.arch, process.config]).length

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'aiomend-bundle-'))
  mkdirSync(path.join(folder, 'dist'))
  for (const file of ['package.json', 'dist/aiomend.cjs', 'dist/bundle.cjs'])
    copyFileSync(file, path.join(folder, file))
})

afterEach(() => rmSync(folder, { recursive: true }))

test('a bundle without bytecode, or with some that does not fit, runs as well', () => {
  const program = path.join(folder, 'dist', 'aiomend.cjs')
  const { version } = createRequire(import.meta.url)('../package.json')
  const answer = { status: 0, stdout: `${version}\n`, stderr: '' }
  expect(run(program, ['--version'])).toEqual(answer)
  const bytecode = readFileSync('dist/bundle.bytecode')
  for (const unfit of [
    Buffer.from(bytecode).fill('x', 0, 9),
    Buffer.from(bytecode).fill(0, engine + 4, engine + 8),
    bytecode.subarray(0, engine + 3),
    Buffer.alloc(0),
  ]) {
    writeFileSync(path.join(folder, 'dist', 'bundle.bytecode'), unfit)
    expect(run(program, ['--version'])).toEqual(answer)
  }
})

// Others keep no machine code, and take none.
test.runIf(Number.parseInt(process.versions.node, 10) < 22)('machine code of the parser is taken if it fits', () => {
  const names = ['web-tree-sitter', 'tree-sitter-python']
  for (const name of names) copyFileSync(`dist/${name}.wasm`, path.join(folder, 'dist', `${name}.wasm`))
  symlinkSync(path.resolve('knowledge'), path.join(folder, 'knowledge'))
  const told = path.join(folder, 'told.cjs')
  writeFileSync(told, "process.on('exit', () => console.log(process.mainModule.exports.parser.map(String).join()))")
  writeFileSync(path.join(folder, 'late.py'), 'import time\nasync def late():\n    time.sleep(1)\n')
  const check = (...flags: readonly string[]) => {
    const args = [path.join(folder, 'dist', 'aiomend.cjs'), 'check', '--no-cache', 'late.py']
    const { stdout } = spawnSync(process.execPath, [...flags, '--require', told, ...args], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(stdout).toContain('late.py:3:5')
    return stdout.trimEnd().split('\n').at(-1)
  }
  expect(check()).toBe('undefined,undefined')

  const keep = (change: (code: Buffer) => Buffer) => {
    for (const name of names)
      writeFileSync(path.join(folder, 'dist', `${name}.code`), change(readFileSync(`dist/${name}.code`)))
  }
  keep(code => code)
  expect(check()).toBe('[object WebAssembly.Module],[object WebAssembly.Module]')
  // An engine with flags of its own takes none.
  expect(check('--disallow-code-generation-from-strings')).toBe('undefined,undefined')
  expect(check('--max-old-space-size=2000')).toBe('undefined,undefined')
  for (const unfit of [
    (code: Buffer) => code.fill('x', 0, 9),
    (code: Buffer) => code.subarray(0, -1),
    (code: Buffer) => code.fill(1, engine + 4, engine + 8),
    (code: Buffer) => code.fill(0, engine + 8, engine + 24),
    () => Buffer.alloc(0),
  ]) {
    keep(unfit)
    expect(check()).toBe('undefined,undefined')
  }
})
