import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Lines, lineEnd, nextLine } from '../src/syntax/lines.ts'

/** Texts of a few characters with every line break next to every other. */
const texts = fc.array(fc.constantFrom('\r', '\n', '\r\n', 'a', 'b'), { maxLength: 12 }).map(parts => parts.join(''))

test('lines begin where a regular expression of the three line breaks says', () => {
  fc.assert(
    fc.property(texts, text => {
      const breaks = [...text.matchAll(/\r\n|\r|\n/g)]
      const starts = [0, ...breaks.map(each => each.index + each[0].length)]
      const lines = new Lines(text)
      expect(starts.map((_, index) => lines.span(index + 1, index + 1).start)).toEqual(starts)
      expect(lines.count).toBe(starts.length)
      for (const [index, each] of breaks.entries()) {
        expect(lineEnd(text, starts[index] as number)).toBe(each.index)
        expect(nextLine(text, starts[index] as number)).toBe(starts[index + 1])
      }
    }),
  )
})
