import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Finding } from '../src/finding.ts'
import { columnsOf, utf8Bytes, utf16Units } from '../src/report/columns.ts'
import { painterFor } from '../src/report/paint.ts'
import { reported } from '../src/report/report.ts'
import { sarif } from '../src/report/sarif.ts'
import { text } from '../src/report/text.ts'

const finding = (path: string, start: number, end: number, outcome: Finding['outcome']): Finding => ({
  ...{ transform: 'blocking-sleep', family: 'blocking', level: 'warning', message: 'it blocks', fingerprint: '0' },
  ...{ path, span: { start, end }, outcome },
})

describe('a report', () => {
  test('holds the lines that every place in it is counted by', () => {
    const texts = fc.array(fc.constantFrom('a', 'é', '😀', '\t', '\n', '\r\n', '\r', '\u2028'), { maxLength: 40 })
    const cuts = fc.array(fc.nat(), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(texts, cuts, (parts, numbers) => {
        const source = parts.join('')
        const ends = [0, ...parts.map((_, at) => parts.slice(0, at + 1).join('').length)]
        const places = ends.filter(at => !source.startsWith('\r\n', at - 1) || at === 0)
        const [start = 0, end = 0, from = 0, to = 0] = [numbers.slice(0, 2), numbers.slice(2)].flatMap(pair =>
          pair.map(number => places[number % places.length] ?? 0).sort((a, b) => a - b),
        )
        const edit = { path: 'x.py', start: from, end: to, text: 'b' }
        const fix = { edits: [edit], imports: [], cautions: [] }
        const [report] = reported([finding('x.py', start, end, { fix })], () => source)
        const [located] = report && 'fix' in report.outcome ? report.outcome.fix.edits : []
        if (!report || !located) throw new Error('a report and its edit')
        for (const place of [report, located]) {
          const lineUpTo = (offset: number) =>
            source
              .slice(0, offset)
              .split(/\r\n|\r(?!\n)|\n/)
              .at(-1) ?? ''
          const [first, last] = [lineUpTo(place.start), lineUpTo(place.end)]
          expect([place.column, place.endColumn]).toEqual([[...first].length + 1, [...last].length + 1])
          expect(columnsOf(place, 'x.py', report.source, utf16Units)).toEqual({
            column: first.length + 1,
            endColumn: last.length + 1,
          })
          expect(columnsOf(place, 'x.py', report.source, utf8Bytes)).toEqual({
            column: Buffer.byteLength(first) + 1,
            endColumn: Buffer.byteLength(last) + 1,
          })
        }
      }),
      { numRuns: 500 },
    )
  })

  test('shows what a fix changes in other files', () => {
    const sources: Record<string, string> = { 'a.py': 'one()\ntwo()\n', 'b.py': '# b\nthree()\n' }
    const edits = [
      { path: 'a.py', start: 6, end: 9, text: 'zwei' },
      { path: 'b.py', start: 4, end: 9, text: 'drei' },
    ]
    const found = finding('a.py', 6, 11, { fix: { edits, imports: [], cautions: [] } })
    const findings = reported([found], path => sources[path] ?? '')
    const context = { paint: painterFor('never', {}), transforms: new Map(), quiet: false, statistics: false }
    expect(text.file?.(findings, context)).toContain(
      '    -two()\n    +zwei()\n  and in b.py:\n    -three()\n    +drei()\n',
    )
    const log = JSON.parse(sarif.end?.({ version: 1, files: 1, findings, errors: [] }, context) ?? '')
    const changes = log.runs[0].results[0].fixes[0].artifactChanges
    expect(changes.map((change: typeof log) => change.artifactLocation.uri)).toEqual(['a.py', 'b.py'])
    expect(changes[1].replacements[0].deletedRegion).toEqual({ startLine: 2, startColumn: 1, endLine: 2, endColumn: 6 })
  })
})
