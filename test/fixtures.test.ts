import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { compileErrors, python } from '../bench/python.mjs'
import type { Finding } from '../src/finding.ts'
import { applyEdits } from '../src/fix/apply.ts'
import { fixOf } from '../src/fix/plan.ts'
import { ProjectFiles } from '../src/project/project.ts'
import type { Mended } from '../src/run/mend.ts'
import { handle } from '../src/run/run.ts'
import { PythonFile } from '../src/semantics/python-file.ts'
import { Lines } from '../src/syntax/lines.ts'
import { expectationsOf, type Fixture, fixtures, mendTheme, settingsOf, transforms } from './fixture.ts'
import { execute, runnerOf } from './python.ts'
import { type Change, changesOutside } from './soundness.ts'

const changes = vi.hoisted(() => [] as Change[])

/** Every edit of a text is made by this one function. */
vi.mock('../src/fix/apply.ts', async original => {
  const actual = await original<{ applyEdits: typeof applyEdits }>()
  const recording: typeof applyEdits = (before, edits) => {
    const after = actual.applyEdits(before, edits)
    changes.push({ before, after, edits })
    return after
  }
  return { applyEdits: recording }
})

const mendedThemes = new Map<string, ReadonlyMap<string, Mended>>()
/** All that edits made of the fixtures on the way, by fixture and number. */
const steps = new Map<string, Change>()

const notHere = fixtures.filter(({ runner }) => runner !== undefined && !runnerOf(runner))
for (const { name, runner } of notHere) console.warn(`${name} is not run: ${runner} is not here`)

/** What comes of a fixture that is mended with those of its folder. */
function mendedOf(fixture: Fixture): Mended {
  const known = mendedThemes.get(fixture.theme)
  if (known) return known.get(fixture.name) as Mended
  changes.length = 0
  const theme = mendTheme(fixture, ({ before }) => before)
  for (const change of changes) steps.set(`${fixture.name} ${steps.size}`, change)
  mendedThemes.set(fixture.theme, theme)
  return theme.get(fixture.name) as Mended
}

describe.each(fixtures)('$name', fixture => {
  const mended = mendedOf(fixture)

  test('finds what its comments expect, no more and no less', () => {
    expect(mended.failures).toEqual([])
    const lines = new Lines(fixture.before)
    const reported = (finding: Finding) => ({ line: lines.at(finding.span.start), id: finding.transform })
    const expected = expectationsOf(fixture.before)
    expect(mended.findings.map(reported)).toEqual(expected.map(({ line, id }) => ({ line, id })))
    for (const [index, { refusal }] of expected.entries()) {
      const outcome = mended.findings[index]?.outcome
      const refused =
        outcome && 'refused' in outcome ? outcome.refused.replaceAll(/[^\s(]*aiomend-fixture-[^/]*./g, '') : undefined
      if (refusal === undefined) expect(refused).toBeUndefined()
      else expect(refused).toContain(refusal)
    }
  })

  test('is not left unparsed where something is found in it', () => {
    if (mended.findings.length === 0) return
    const { mended: asked } = handle(
      fixture.path,
      Buffer.from(fixture.before),
      settingsOf(fixture),
      new ProjectFiles(),
      () => false,
    )
    expect(asked?.findings).not.toEqual([])
  })

  test('comes out as its fixed form', () => {
    expect(mended.text).toBe(fixture.after)
  })

  test('is not changed by a second run', () => {
    const again = mendTheme(fixture, file => mendedOf(file).text)
    expect(again.get(fixture.name)?.text).toBe(mended.text)
  })

  test('keeps every comment, and every byte outside the edits', () => {
    const comments = (text: string) =>
      new PythonFile('x.py', text, settingsOf(fixture).model).tree.comments.map(({ start, end }) =>
        text.slice(start, end),
      )
    expect(comments(mended.text)).toEqual(comments(fixture.before))
    for (const finding of mended.findings) {
      const edits = fixOf(finding, true)?.edits.filter(edit => edit.path === finding.path) ?? []
      const marked = applyEdits(
        fixture.before,
        edits.map(edit => ({ ...edit, text: '\u0000' })),
      )
      const kept = marked.split('\u0000')
      let at = 0
      for (const [index, piece] of kept.entries()) {
        expect(fixture.before.slice(at, at + piece.length)).toBe(piece)
        at += piece.length + ((edits[index]?.end ?? 0) - (edits[index]?.start ?? 0))
      }
    }
  })

  test('survives JSON', () => {
    expect(JSON.parse(JSON.stringify(mended.findings))).toEqual(mended.findings)
  })

  if (fixture.runner === undefined) return
  const runner = runnerOf(fixture.runner)
  test.skipIf(!runner)(`shows the pitfall when ${fixture.runner} runs it, and is clean once it is fixed`, async () => {
    const files = [fixture, ...fixtures.filter(({ theme, name }) => theme === fixture.theme && name !== fixture.name)]
    const program = (text: 'before' | 'right') => new Map(files.map(file => [file.name, file[text]] as const))
    const [before, after] = await Promise.all(
      (['before', 'right'] as const).map(async text => {
        const done = await execute(program(text), runner)
        return fixture.runner === 'pytest' ? { ...done, stdout: countsOf(done.stdout) } : done
      }),
    )
    expect(after).toEqual({ status: 0, stdout: fixture.output, stderr: '' })
    expect(before).not.toEqual(after)
  })
})

/** The last line of what pytest prints, without how long it took. */
function countsOf(stdout: string): string {
  const [, counts] = /^(.*) in [\d.]+s$/m.exec(stdout) ?? []
  return counts === undefined ? stdout : `${counts}\n`
}

test('outside the edits the syntax trees of CPython stay as they were', () => {
  expect(steps.size).toBeGreaterThan(200)
  expect(changesOutside(steps)).toEqual({})
})

test('CPython compiles every fixture before and after', () => {
  const usable = fixtures.filter(({ before }) => python.minor >= Number(/^# needs: 3\.(\d+)$/m.exec(before)?.[1] ?? 0))
  const sources = usable.flatMap(({ name, before, after }) => [
    [`${name} before`, before] as const,
    [`${name} after`, after] as const,
  ])
  expect(compileErrors(Object.fromEntries(sources.filter(([, text]) => !text.includes('# invalid'))))).toEqual({})
})

test.each(transforms)(
  '$id has an example and at least twelve cases, half of them code that stays',
  ({ id, safety }) => {
    const own = fixtures.filter(fixture => fixture.id === id)
    const example = own.find(({ name }) => name === path.join(id, 'example.py'))
    expect(example).toBeDefined()
    if (!safety.startsWith('manual')) expect(example?.right).not.toBe(example?.before)
    const found = own
      .flatMap(({ before }) => expectationsOf(before))
      .filter(expectation => expectation.id === id && expectation.refusal === undefined)
    const stays = own.flatMap(({ before }) => before.match(/# (stays|expect: .* -- )/g) ?? [])
    expect(found.length + stays.length).toBeGreaterThanOrEqual(12)
    expect(stays.length).toBeGreaterThanOrEqual(6)
  },
)
