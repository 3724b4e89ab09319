import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { typeshedTable } from '../scripts/typeshed.mjs'
import { standardModule } from '../src/project/standard-library.ts'
import { PythonFile } from '../src/semantics/python-file.ts'
import { summaryOf } from '../src/semantics/summary/summarise.ts'

test('the table of the standard library is what the sources make of typeshed', () => {
  const isSame = readFileSync('knowledge/typeshed.jsonl', 'utf8') === typeshedTable({ PythonFile, summaryOf })
  expect(isSame, 'run `npm run knowledge`').toBe(true)
})

test('the table names its source and its license', () => {
  const [header = ''] = readFileSync('knowledge/typeshed.jsonl', 'utf8').split('\n', 1)
  expect(JSON.parse(header)).toMatchObject({
    source: 'https://github.com/python/typeshed',
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    license: expect.stringContaining('Apache-2.0'),
  })
})

test('modules of the standard library are found by name, from one another too', () => {
  const streams = standardModule('asyncio.streams')
  expect(streams?.summary?.names.open_connection).toMatchObject([{ kind: 'function', isAsync: true }])
  expect(streams?.find('.events')?.name).toBe('asyncio.events')
  expect(standardModule('asyncio')?.child('streams')).toBe(streams)
  expect(standardModule('asyncio.missing')).toBeUndefined()
})
