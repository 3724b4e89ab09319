import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileErrors } from '../bench/python.mjs'
import type { Finding } from '../src/finding.ts'
import { applyEdits } from '../src/fix/apply.ts'
import { ProjectFiles } from '../src/project/project.ts'
import { mend, withFixes } from '../src/run/mend.ts'
import { PythonFile } from '../src/semantics/python-file.ts'
import { decode } from '../src/source/decode.ts'
import { fixtures, mendTheme, settingsOf, transforms, unsafeSettings } from './fixture.ts'
import { program } from './pitfall-programs.ts'

const everything = unsafeSettings(12)
const project = new ProjectFiles()
const mended = (text: string, settings = everything, path = 'x.py') =>
  mend(new PythonFile(path, text, settings.model, project), settings)

describe('line ends, marks and encodings', () => {
  const usable = fixtures.filter(({ before, after }) => before !== after && !before.includes('\r'))

  test.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['CR', (text: string) => text.replaceAll('\n', '\r')],
    ['no newline at the end', (text: string) => text.trimEnd()],
    ['tabs', (text: string) => text.replaceAll('    ', '\t')],
    ['form feeds', (text: string) => text.replace(/^(?=(async )?def )/gm, '\f')],
  ])('%s come through every fixture', (_, change) => {
    for (const fixture of usable) {
      const theme = mendTheme(fixture, ({ before }) => change(before))
      expect(theme.get(fixture.name)?.text).toBe(change(fixture.after))
    }
  })

  // What a fix writes itself has none.
  test('form feeds before an indentation change nothing', () => {
    for (const fixture of usable) {
      const theme = mendTheme(fixture, ({ before }) => before.replace(/^(?=[ \t]+((async )?def |@))/gm, '\f'))
      expect(theme.get(fixture.name)?.text.replaceAll('\f', '')).toBe(fixture.after.replaceAll('\f', ''))
    }
  })

  test.each(['utf-8', 'latin-1', 'cp1252', 'koi8-r'])('bytes in %s round-trip', encoding => {
    const bytes = Buffer.from(`# coding: ${encoding}\nx = 1  # `).toString('latin1')
    const file = decode(
      'x.py',
      Buffer.concat([Buffer.from(bytes, 'latin1'), encoding === 'utf-8' ? Buffer.from('é') : Buffer.from([0xe9])]),
    )
    expect(file.encode(file.mark + file.text)).toEqual(file.bytes)
  })
})

test('the order of the transforms does not matter', () => {
  const order = fc.shuffledSubarray([...transforms], { minLength: transforms.length })
  fc.assert(
    fc.property(order, fc.constantFrom(...fixtures), (shuffled, fixture) => {
      const settings = settingsOf(fixture)
      const inOrder = mended(fixture.before, settings, fixture.path).text
      const own = new Map(settings.transforms.map(transform => [transform.id, transform]))
      expect(
        mended(
          fixture.before,
          { ...settings, transforms: shuffled.flatMap(({ id }) => own.get(id) ?? []) },
          fixture.path,
        ).text,
      ).toBe(inOrder)
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('whatever CPython compiles it compiles afterwards, and a second run changes nothing', () => {
  const sources = fc.sample(program, { numRuns: 1500, seed: 7 })
  const before = compileErrors(Object.fromEntries(sources.map((text, index) => [index, text])))
  const valid = sources.filter((_, index) => !(String(index) in before))
  expect(valid.length).toBeGreaterThan(900)
  const after: Record<string, string> = {}
  for (const [index, text] of valid.entries()) {
    const { text: fixed, failures, findings } = mended(text)
    expect(failures).toEqual([])
    expect({ text, again: mended(fixed).text }).toEqual({ text, again: fixed })
    after[index] = fixed
    const file = new PythonFile('x.py', text, everything.model)
    const one = findings[index % Math.max(1, findings.length)]
    if (one && 'fix' in one.outcome) after[`${index} alone`] = withFixes(file, [one]).file.source
    for (const finding of findings) checkEdits(finding, text)
  }
  const broken = Object.entries(compileErrors(after)).map(([name, error]) => ({
    error,
    before: valid[Number.parseInt(name, 10)],
    after: after[name],
  }))
  expect(broken).toEqual([])
})

/** The edits of a finding are in order, apart from each other, within the text, and the only change. */
function checkEdits({ outcome }: Finding, text: string): void {
  if (!('fix' in outcome)) return
  let [reached, kept] = [-1, '']
  for (const { start, end } of outcome.fix.edits) {
    expect(start).toBeGreaterThan(reached)
    expect(end).toBeLessThanOrEqual(text.length)
    kept += text.slice(Math.max(0, reached), start)
    reached = end
  }
  kept += text.slice(Math.max(0, reached))
  expect(
    applyEdits(
      text,
      outcome.fix.edits.map(edit => ({ ...edit, text: '' })),
    ),
  ).toBe(kept)
}
