import { execFileSync, spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { progressOn } from '../../src/commands/progress.ts'
import type { Outcome } from '../../src/run/run.ts'
import { bin, Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, write } = sandbox

const SLOW = path.resolve('test/stubs/slow-disk.cjs')
const ERASED = '\r\x1b[2K'

/** What stood on a terminal while some commands of a shell ran there. */
const onTerminal = (commands: string): string => {
  const driver = path.resolve('test/command-line/terminal.py')
  const output = execFileSync('python3', [driver, '', 'sh', '-c', commands], {
    cwd: sandbox.folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    timeout: 60_000,
  })
  return JSON.parse(output).seen.replaceAll('\r\n', '\n')
}

/** The lines as a terminal shows them in the end. */
const shown = (seen: string): string =>
  seen
    .split('\n')
    .map(line => line.split(ERASED).at(-1))
    .join('\n')

describe('a line that says how far the run is', () => {
  const outcome = (findings: number) => ({ path: 'a.py', problems: [], mended: { findings: Array(findings) } })
  const watched = (outcomes: readonly unknown[], seconds: number, columns = 80) => {
    let [time, written] = [0, '']
    const terminal = { columns, write: (text: string) => (written += text) }
    const progress = progressOn(terminal, () => time)
    progress.expect(outcomes.length)
    for (const _ of progress.watch(outcomes as Outcome[])) {
      written += '.'
      time += seconds * 1000
    }
    return written
  }

  test('comes after a second, and is gone where something is printed and in the end', () => {
    expect(watched([outcome(0), outcome(0), outcome(3), outcome(0)], 0.6)).toBe(
      `..${ERASED}2 of 4 files, 0 pitfalls, about 2 s left${ERASED}.${ERASED}3 of 4 files, 3 pitfalls, about 1 s left.${ERASED}4 of 4 files, 3 pitfalls, about 0 s left${ERASED}`,
    )
  })

  test('does not come within a second', () => {
    expect(watched([outcome(0), outcome(1), outcome(0)], 0.3)).toBe('...')
  })

  test('is not longer than the terminal is wide', () => {
    expect(watched([outcome(1)], 2, 12)).toBe(`.${ERASED}1 of 1 file${ERASED}`)
  })

  /** One file takes a second to come; those after it have findings, or none. */
  const slow = (command: string) => {
    write('a.py', 'x = 1\n')
    write('b.py', SLEEPY)
    write('c.py', 'import asyncio\n')
    write('d.py', SLEEPY)
    return `${process.execPath} --require ${SLOW} ${bin} ${command} --no-cache a.py b.py c.py d.py`
  }

  test.each(['check', 'diff', 'fix'])('is never mixed into what %s prints on the same terminal', command => {
    const seen = onTerminal(slow(command))
    expect(seen).toContain('1 of 4 files, 0 pitfalls, about ')
    expect(shown(seen)).not.toContain('s left')
    const { stdout, stderr } = spawnSync('sh', ['-c', slow(command)], { cwd: sandbox.folder, encoding: 'utf8' })
    expect(shown(seen)).toBe(stdout + stderr)
  })

  test('is not there with --quiet, with --interactive and on a pipe', () => {
    expect(onTerminal(slow('check --quiet'))).not.toContain('s left')
    const { stdout, stderr } = spawnSync('sh', ['-c', slow('check')], { cwd: sandbox.folder, encoding: 'utf8' })
    expect(stdout + stderr).not.toContain(ERASED)
    expect(stdout).toContain('Found 2 pitfalls')
  })
})

describe('--timings', () => {
  test('says on stderr where the time went; the phases are the whole', () => {
    write('a.py', SLEEPY)
    write('b.py', SLEEPY)
    const plain = aiomend(['check', '--no-cache', '.'])
    const { status, stdout, stderr } = aiomend(['check', '--no-cache', '--timings', '.'])
    expect({ status, stdout }).toEqual({ status: plain.status, stdout: plain.stdout })
    const [, phases = '', files = '', transforms = ''] = stderr.split(/^ +ms .*\n/m)
    const times = new Map([...phases.matchAll(/^ +([\d.]+) {2}(.+)$/gm)].map(([, time, name]) => [name, Number(time)]))
    const total = times.get('total') ?? 0
    times.delete('total')
    expect([...times.keys()]).toEqual(expect.arrayContaining(['start', 'discover', 'read', 'parse', 'analyse', 'mend']))
    expect([...times.values()].reduce((sum, time) => sum + time, 0)).toBeCloseTo(total, 0)
    expect(files).toMatch(/a\.py\n/)
    expect(files).toMatch(/b\.py\n/)
    expect(transforms).toMatch(/ blocking-sleep\n/)
  })

  test('knows the writing', () => {
    write('a.py', SLEEPY)
    expect(aiomend(['fix', '--timings', 'a.py']).stderr).toMatch(/^ +[\d.]+ {2}write$/m)
    expect(aiomend(['diff', 'a.py']).stderr).not.toContain(' ms ')
  })
})
