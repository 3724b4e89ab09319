import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { AWAKE, bin, Sandbox, SLEEPY } from './command-line/sandbox.ts'

const sandbox = new Sandbox()
const { read, write } = sandbox
const script = path.resolve('recipes/aiomend.sh')

/** Clones a repository with one file, as an engine does, and runs a command of a recipe in the clone. */
const inClone = (name: string, text: string, command: string) => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      cwd: sandbox.folder,
      encoding: 'utf8',
      stdio: 'pipe',
    })
  git('init', '-q', `origins/${name}`)
  write(`origins/${name}/work.py`, text)
  git('-C', `origins/${name}`, 'add', '-A')
  git('-C', `origins/${name}`, 'commit', '-qm', 'x')
  git('clone', '-q', `origins/${name}`, `clones/${name}`)
  chmodSync(write('bin/aiomend', `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`), 0o755)
  const { status, stderr } = spawnSync('sh', ['-c', command], {
    cwd: path.join(sandbox.folder, 'clones', name),
    encoding: 'utf8',
    env: {
      ...process.env,
      ...{ GIT_AUTHOR_NAME: 't', GIT_AUTHOR_EMAIL: 't@t', GIT_COMMITTER_NAME: 't', GIT_COMMITTER_EMAIL: 't@t' },
      PATH: `${sandbox.folder}/bin:${process.env.PATH}`,
    },
  })
  return {
    status,
    stderr,
    text: read(`clones/${name}/work.py`),
    commits: git('-C', `clones/${name}`, 'log', '--format=%s', 'origin/HEAD..HEAD'),
    isClean: git('-C', `clones/${name}`, 'status', '--porcelain') === '',
  }
}

/** The first match of a pattern in a recipe. */
const partOf = (recipe: string, pattern: RegExp) => pattern.exec(readFileSync(`recipes/${recipe}`, 'utf8'))?.[1] ?? ''

describe('the recipe for multi-gitter', () => {
  const command = partOf('multi-gitter/config.yaml', /run "([^"]*)"/).replace('$PWD/..', path.resolve('recipes'))

  test('makes the commits, and none where there is nothing to fix', () => {
    expect(command).toBe(`${script} --commit-per rule`)
    expect(partOf('multi-gitter/config.yaml', /^(manual-commit: true)$/m)).not.toBe('')
    const commits = 'Fix blocking-sleep in 1 place\n'
    expect(inClone('jobs', SLEEPY, command)).toMatchObject({ status: 0, text: AWAKE, commits, isClean: true })
    expect(inClone('pages', AWAKE, command)).toMatchObject({ status: 0, text: AWAKE, commits: '', isClean: true })
  })
})

describe('the recipe for Batch Changes', () => {
  const command = partOf('batch-changes/aiomend.batch.yaml', /run: (.*)/).replace(
    '/recipes/',
    `${path.resolve('recipes')}/`,
  )

  test('leaves the diff in the working tree', () => {
    expect(command).toBe(`sh ${script}`)
    expect(inClone('jobs', SLEEPY, command)).toMatchObject({ status: 0, text: AWAKE, commits: '', isClean: false })
  })
})

describe('the script', () => {
  test('succeeds where something is left to a person, or cannot be parsed, and says so', () => {
    const refused = 'import time\nasync def f(xs):\n    return (time.sleep(x) for x in xs)\n'
    expect(inClone('refused', refused, script)).toMatchObject({ status: 0, text: refused, stderr: '' })
    const old = 'import asyncio; print "hello"\n'
    expect(inClone('old', old, script)).toMatchObject({
      status: 0,
      text: old,
      stderr: expect.stringMatching(/^work\.py: error: Python 2/),
    })
  })

  test('fails at a mistake in the options, and where nothing can be run', () => {
    expect(inClone('jobs', SLEEPY, `${script} --select nothing`)).toMatchObject({ status: 1, text: SLEEPY })
    expect(inClone('pages', SLEEPY, `${script} --frobnicate`).status).toBe(1)
    expect(inClone('mails', SLEEPY, `rm ../../bin/aiomend; ${script}`).status).toBe(1)
  })
})
