import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { interpreters } from '../bench/python.mjs'

/**
 * The command that runs a program under what a fixture asks for: `Python`, `Python < 3.N`, `Python >= 3.N`, or `pytest`, which
 * `bench/smoke.mjs` fetches. Undefined where that is not here.
 */
export function runnerOf(asked: string): readonly string[] | undefined {
  if (asked === 'pytest') {
    const withPytest = process.env.PYTHON_WITH_PYTEST
    const options = ['-q', '-p', 'no:cacheprovider', '-o', 'asyncio_default_fixture_loop_scope=function']
    return withPytest ? [withPytest, '-m', 'pytest', ...options] : undefined
  }
  const [, sign, minor] = /^Python(?: (<|>=) 3\.(\d+))?$/.exec(asked) ?? []
  const admitted = interpreters.find(each =>
    sign === undefined ? true : sign === '<' ? each.minor < Number(minor) : each.minor >= Number(minor),
  )
  return admitted && [admitted.command, '-W', 'always::RuntimeWarning']
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
