import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Edit, Finding } from '../../src/finding.ts'
import { applyEdits } from '../../src/fix/apply.ts'
import { unifiedDiff } from '../../src/report/diff.ts'
import { reported } from '../../src/report/report.ts'
import { draft } from '../../src/suggest/body.ts'
import { hunkWith, pullDiff } from '../../src/suggest/pull-diff.ts'
import { suggestionsOf } from '../../src/suggest/suggestion.ts'
import { Lines } from '../../src/syntax/lines.ts'
import { applied } from './files.ts'

const LINE = fc.constantFrom(
  '    time.sleep(1)',
  '',
  'note = "```` not a fence"',
  '```',
  'naïve = "😀\u2028\f" + name',
  '    return page',
  '- removed?',
  '+++ b/pages.py',
  '@@ -1 +1 @@',
  '\\ No newline',
)
const TEXT = fc.constantFrom('', 'await ', '\n', 'import asyncio\n', 'a\nb', '```\nq', '    lines\n    more\n', '😀')

/** A file before and after a pull request, as lines that stay, go or come, with a fix for the file after it. */
const CASES = fc
  .record({
    lines: fc.array(fc.tuple(LINE, fc.constantFrom('stays', 'stays', 'stays', 'goes', 'comes')), {
      minLength: 1,
      maxLength: 40,
    }),
    isEnded: fc.boolean(),
    edits: fc.array(fc.tuple(fc.nat(400), fc.oneof(fc.constant(0), fc.nat(60)), TEXT), { minLength: 1, maxLength: 3 }),
    imports: fc.nat(1),
    gap: fc.constantFrom(0, 0, 0, 15),
  })
  .map(({ lines, isEnded, edits, imports, gap }) => {
    const before = lines.filter(([, what]) => what !== 'comes').map(([line]) => `${line}\n`)
    const after = lines.filter(([, what]) => what !== 'goes').map(([line]) => `${line}\n`)
    const far = Array.from({ length: gap }, (_, at) => `unchanged = ${at}\n`)
    const text = [...far, ...after].join('')
    const head = isEnded ? text : text.replace(/\n$/, '')
    return { base: [...far, ...before].join(''), head, edits: placed(edits, head), imports }
  })

/** Spans that do not overlap, in order, and split no character. */
function placed(edits: readonly (readonly [number, number, string])[], head: string): Edit[] {
  const { length } = head
  const whole = (at: number) => (/[\udc00-\udfff]/.test(head.charAt(at)) ? at + 1 : at)
  let free = 0
  return edits
    .toSorted(([a], [b]) => a - b)
    .flatMap(([at, size, text]) => {
      const start = whole(Math.max(at % (length + 1), free))
      const end = whole(Math.min(start + size, length))
      if (start > length) return []
      free = end + 1
      return [{ path: 'pages.py', start, end, text }]
    })
    .toSorted((a, b) => a.start - b.start)
}

test('what GitHub makes of a suggestion is what the fix makes of the file', () => {
  const counts = { suggestions: 0, whole: 0 }
  fc.assert(
    fc.property(CASES, ({ base, head, edits, imports }) => {
      const diff = pullDiff(Object.values(unifiedDiff('pages.py', base, head)).join(''))
      const [first] = edits
      if (!first) return
      const finding: Finding = {
        ...{ transform: 'any', family: 'any', level: 'error', path: 'pages.py', fingerprint: 'f', message: 'm' },
        span: first,
        outcome: {
          fix: { edits: edits.slice(imports), imports: [], importEdits: edits.slice(0, imports), cautions: [] },
        },
      }
      const [suggestion] = suggestionsOf(
        reported([finding], () => head),
        diff,
        path => path,
      )
      if (!suggestion) return
      counts.suggestions++
      const { file, first: from, last, replacement } = suggestion
      expect(hunkWith(file.hunks, from, last)).toBeDefined()
      const reach = new Lines(head)
      const ends = edits.map(edit => ({ from: reach.at(edit.start), to: reach.at(edit.end) }))
      const isInOne = hunkWith(file.hunks, Math.min(...ends.map(e => e.from)), Math.max(...ends.map(e => e.to)) + 1)
      const fixed = applyEdits(head, edits)
      if (replacement === undefined) {
        // Nothing is held back that lies well within one hunk and changes something.
        if (isInOne && fixed !== head && head.endsWith('\n')) expect.unreachable(JSON.stringify({ head, edits }))
        return
      }
      counts.whole++
      const { body } = draft(suggestion, { why: () => undefined, fence: () => 'suggestion', options: [] })
      expect(applied(head, body, from, last)).toBe(fixed)
    }),
    { numRuns: 4000 },
  )
  expect(counts.whole).toBeGreaterThan(300)
})
