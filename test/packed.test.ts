import { expect, test } from 'vitest'
import { descendants } from '../src/syntax/node.ts'
import { pack, unpack } from '../src/syntax/packed.ts'
import { parse } from '../src/syntax/parse.ts'
import { fixtureTexts } from './fixture-texts.ts'

test('a text that is parsed again has the same tree', () => {
  const texts = [...fixtureTexts(), '', 'x = (await f)(*a)\n', 'def (:\n  f(\n', `x = "${'a'.repeat(70_000)}"; y = 1\n`]
  const shown = (text: string) => {
    const { root, comments, errors } = parse(text)
    const nodes = Array.from(descendants(root), each => {
      const { kind, role, start, end, parent } = each
      return `${kind} ${role} ${start} ${end} ${parent?.start} ${parent?.kind}`
    })
    return { nodes, comments, errors }
  }
  let compared = 0
  for (const text of texts) {
    const first = shown(text)
    expect(shown(text)).toEqual(first)
    compared += first.nodes.length
  }
  expect(compared).toBeGreaterThan(20_000)
})

test('numbers of any size come back as they were', () => {
  const columns = {
    kinds: Uint8Array.of(0, 1, 255, 3, 4),
    roles: Uint8Array.of(9, 8, 7, 6, 255),
    starts: Uint32Array.of(0, 127, 70_000_000, 128, 69_000_000),
    ends: Uint32Array.of(2_000_000_000, 255, 70_000_128, 16_384, 1_000_000_000),
    parents: Uint32Array.of(0, 0, 0, 2, 2),
    lasts: Uint32Array.of(4, 1, 4, 3, 4),
  }
  const comments = [
    { start: 2_000_000_000, end: 2_000_000_001 },
    { start: 5, end: 9 },
  ]
  const parsed = { columns, comments, errors: [{ start: 0, end: 0 }] }
  expect(unpack(pack(parsed))).toEqual(parsed)
})
