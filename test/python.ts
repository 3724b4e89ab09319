import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'

/** A CPython 3: how it is started, and N of its version 3.N. */
interface Interpreter {
  readonly command: string
  readonly minor: number
}

const interpreters = interpretersHere()

/** The newest CPython 3 on this machine: that of PATH, or one that pyenv installed. */
export const python = newest(interpreters)

function interpretersHere(): Interpreter[] {
  const versions = path.join(process.env.PYENV_ROOT ?? path.join(homedir(), '.pyenv'), 'versions')
  const pyenv = existsSync(versions)
    ? readdirSync(versions).map(version => path.join(versions, version, 'bin', 'python'))
    : []
  const named = [14, 13, 12, 11, 10, 9].map(minor => `python3.${minor}`)
  return ['python3', ...named, ...pyenv].flatMap(command => {
    const { status, stdout } = spawnSync(command, [
      '-c',
      'import sys; print(sys.version_info[1] if sys.version_info[0] == 3 else 0)',
    ])
    return status === 0 && Number(stdout) > 0 ? [{ command, minor: Number(stdout) }] : []
  })
}

function newest(among: readonly Interpreter[]): Interpreter {
  const [best] = [...among].sort((a, b) => b.minor - a.minor)
  if (!best) throw new Error('the tests need Python 3')
  return best
}

/**
 * The command that runs a program under what a fixture asks for: `Python`, `Python < 3.N`, `Python >= 3.N`, or `pytest`, which
 * `bench/smoke.mjs` fetches. Undefined where that is not here.
 */
export function runnerOf(asked: string): readonly string[] | undefined {
  const plain = ({ command }: Interpreter) => [command, '-W', 'always::RuntimeWarning']
  if (asked === 'pytest') {
    const withPytest = process.env.PYTHON_WITH_PYTEST
    const options = ['-q', '-p', 'no:cacheprovider', '-o', 'asyncio_default_fixture_loop_scope=function']
    return withPytest ? [withPytest, '-m', 'pytest', ...options] : undefined
  }
  const [, sign, minor] = /^Python(?: (<|>=) 3\.(\d+))?$/.exec(asked) ?? []
  const admitted = interpreters.filter(each =>
    sign === undefined ? true : sign === '<' ? each.minor < Number(minor) : each.minor >= Number(minor),
  )
  return admitted.length > 0 ? plain(newest(admitted)) : undefined
}

/** What CPython says against each source, compiled as a whole module; nothing for those it accepts. */
export function compileErrors(sources: Readonly<Record<string, string>>): Record<string, string> {
  const script = `
import json, sys, warnings
warnings.simplefilter("ignore")
errors = {}
for name, source in json.load(sys.stdin).items():
    try:
        compile(source.encode("utf-8", "surrogatepass"), name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        errors[name] = str(error)
json.dump(errors, sys.stdout)
`
  return JSON.parse(
    execFileSync(python.command, ['-c', script], {
      input: JSON.stringify(sources),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    }),
  )
}

/** What a program did. */
export interface Execution {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a program, the first of some files given by their relative paths, with the packages in test/stubs at hand. Standard
 * input holds one line.
 */
export async function execute(
  files: ReadonlyMap<string, string>,
  [command = '', ...args] = runnerOf('Python') ?? [],
): Promise<Execution> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aiomend-'))
  for (const [name, source] of files) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), source)
  }
  const file = path.join(folder, [...files.keys()][0] ?? '')
  const env = { ...process.env, PYTHONPATH: path.resolve('test/stubs'), PYTHONDONTWRITEBYTECODE: '1' }
  const done = await new Promise<Execution>(resolve => {
    const options = { cwd: folder, timeout: 60_000, env }
    const child = execFile(command, [...args, file], options, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    )
    child.stdin?.end('typed\n')
  })
  await rm(folder, { recursive: true })
  return done
}
