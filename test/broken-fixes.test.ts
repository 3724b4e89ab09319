import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ProjectFiles } from '../src/project/project.ts'
import type { RegisteredTransform } from '../src/registry.ts'
import { batchOf } from '../src/run/batch.ts'
import { jointFixes, Waiting } from '../src/run/joint.ts'
import { handle, run } from '../src/run/run.ts'
import { SettingsFinder } from '../src/run/settings.ts'
import { field, type Node } from '../src/syntax/node.ts'
import { callsTo, type FixBuilder } from '../src/transform.ts'
import { transforms } from './fixture.ts'

/** A transform with a bug in what it writes for the calls of a function. */
function buggy(id: string, name: string, write: (fix: FixBuilder, call: Node<'call'>) => void): RegisteredTransform {
  return {
    ...{ id, family: 'broken', isNamed: true, title: '', why: '', writes: '', safety: '', leaves: [], level: 'error' },
    on: callsTo(name),
    *check(at: Node) {
      yield { at, message: 'wrong', fix: fix => write(fix, at as Node<'call'>) }
    },
  }
}

const unclosed = buggy('unclosed', 'os.listdir', (fix, call) => fix.insert(call.end, '('))
const greedy = buggy('greedy', 'os.walk', (fix, call) => {
  fix.insert(call.start, '((')
  fix.insert(call.end, ')')
})
const clashing = buggy('clashing', 'os.stat', (fix, call) => {
  fix.replace(call, 'a')
  fix.replace(field(call, 'function'), 'b')
})
const everywhere = buggy('everywhere', 'os.remove', (fix, call) => {
  fix.insert(call.start, 'x = ')
  fix.include([{ path: path.join(folder, 'other.py'), start: 0, end: 0, text: ')' }])
})
const endless = buggy('endless', 'os.rmdir', (fix, call) => fix.insert(call.start, '0 or '))
const folder = mkdtempSync(path.join(tmpdir(), 'aiomend-broken-'))
afterAll(() => rmSync(folder, { recursive: true }))

const finder = new SettingsFinder({ select: ['ALL'], 'unsafe-fixes': true }, [
  ...[unclosed, greedy, clashing, everywhere, endless],
  ...transforms,
])
const mended = (lines: readonly string[]) => {
  const text = `import os, time\n\n\nasync def work():\n${lines.map(line => `    ${line}\n`).join('')}`
  const { mended, problems } = handle('work.py', Buffer.from(text), finder.for('work.py'))
  return {
    lines: mended?.text.split('work():\n')[1]?.trimEnd().replaceAll(/^ {4}/gm, '').split('\n'),
    problems: problems.map(firstLine),
  }
}
/** What stands above the lines of a report. */
const firstLine = (problem: string) => problem.split('\n')[0]
const bug = (id: string, line: number) =>
  `${id} failed on this file, which is a bug of aiomend: its fix for line ${line} would leave Python that does not parse, and is not made`

const NEAR = 'a syntax error is near, so this code may not be what it seems'

test('a fix that would break the file is left out and named, and the others are made', () => {
  expect(mended(['time.sleep(1)', 'os.listdir()', 'time.sleep(2)', 'os.walk()'])).toEqual({
    lines: ['await asyncio.sleep(1)', 'os.listdir()', 'await asyncio.sleep(2)', 'os.walk()'],
    problems: [bug('unclosed', 6), bug('greedy', 8)],
  })
})

test('what waited for such a fix is made in its place', () => {
  expect(mended(['os.walk(time.sleep(1))'])).toEqual({
    lines: ['os.walk(await asyncio.sleep(1))'],
    problems: [bug('greedy', 5)],
  })
})

test('a transform that fails takes neither the file nor the other transforms with it', () => {
  expect(mended(['os.stat(1)', 'time.sleep(1)'])).toEqual({
    lines: ['os.stat(1)', 'await asyncio.sleep(1)'],
    problems: ['clashing failed on this file, which is a bug of aiomend: two replacements of one fix overlap at 40'],
  })
})

test('code that is nested deeper than the stack reaches is left alone, with a word', () => {
  const { lines, problems } = mended([`x = ${'['.repeat(5000)}time.sleep(1)${']'.repeat(5000)}`])
  expect({ lines, problems }).toEqual({
    lines: undefined,
    problems: ['its code is nested too deeply to be looked into; it is left alone'],
  })
})

test.each([
  ['is made in none, and named', 'x = 1\n', expect.stringMatching(`^${bug('everywhere', 2)}\n`)],
  ['no bug where that was broken before', 'x = 1\ny = 2 3\n', `the fix of everywhere for line 2 is not made: ${NEAR}`],
])('a fix of several files that would break one of them: %s', (_, text, problem) => {
  const [work, other] = ['work.py', 'other.py'].map(name => path.join(folder, name)) as [string, string]
  writeFileSync(work, 'import os\nos.remove(1)\n')
  writeFileSync(other, text)
  const project = new ProjectFiles()
  const waiting = new Waiting()
  for (const outcome of run(batchOf([work, other], finder, project), finder, project)) waiting.note(outcome)
  expect(jointFixes(waiting, finder, project).next()).toEqual({
    done: true,
    value: [{ path: expect.stringContaining('work.py'), problems: [problem] }],
  })
})

test('a fix that would leave more that does not parse in a file that did not is refused, and no bug', () => {
  const text = 'import asyncio\ndef e(:yield from e)#\n@asyncio.coroutine\ndef r():y\n'
  const { mended, problems } = handle('work.py', Buffer.from(text), finder.for('work.py'))
  const { findings = [], remaining } = mended ?? {}
  expect({ text: mended?.text, problems }).toEqual({ text, problems: [expect.stringContaining('invalid syntax')] })
  expect(findings.map(({ outcome }) => outcome)).toEqual([{ refused: NEAR }])
  expect(remaining).toEqual(findings)
})

test('a fix that makes room for itself without end is left out and named, and the others are made', () => {
  expect(mended(['os.rmdir(1)', 'time.sleep(1)'])).toEqual({
    lines: ['os.rmdir(1)', 'await asyncio.sleep(1)'],
    problems: ['endless failed on this file, which is a bug of aiomend: its fixes never end, and none of them is made'],
  })
})
