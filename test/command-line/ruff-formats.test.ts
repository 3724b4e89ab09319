import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { Sandbox } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, write } = sandbox

/** What ruff 0.17.5 prints with `check --isolated --preview --select ASYNC251 --output-format FORMAT sample.py`. */
const peer = (name: string) => readFileSync(path.join('test/peers/ruff', name), 'utf8')

/** The same, as aiomend prints it: its spans begin where ruff's do, and end after the arguments. */
const ours = (format: string) => {
  write('sample.py', peer('sample.py'))
  return aiomend(['check', '--format', format, 'sample.py']).stdout
}

/** Everything that a value's objects have keys for, with the keys above: `a.b`. */
const keysOf = (value: unknown, above = ''): string[] => {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return [...new Set(value.flatMap(item => keysOf(item, above)))]
  return Object.entries(value).flatMap(([key, inner]) => [`${above}${key}`, ...keysOf(inner, `${above}${key}.`)])
}

// Before the second call stand 14 characters; 😀 has one UTF-16 unit more, and with é four bytes more.
const LINES = [5, 6, 8]
const CHARACTERS = [5, 15, 9]
const UTF16 = [5, 16, 9]
const BYTES = [5, 19, 9]

describe('beside what ruff prints', () => {
  test('github has the same commands, properties, lines and columns', () => {
    const parse = (output: string) =>
      [...output.matchAll(/^::\w+ title=\w+ \([\w-]+\),(.*?)::/gm)].map(([, properties = '']) =>
        Object.fromEntries(properties.split(',').map(property => property.split('='))),
      )
    const [theirs, own] = [parse(peer('github.txt')), parse(ours('github'))]
    expect(own.map(Object.keys)).toEqual(theirs.map(Object.keys))
    for (const key of ['file', 'line', 'col']) expect(own.map(at => at[key])).toEqual(theirs.map(at => at[key]))
  })

  test('gitlab has the same keys, lines and columns, and a fingerprint for each issue', () => {
    const [theirs, own] = [JSON.parse(peer('gitlab.json')), JSON.parse(ours('gitlab'))]
    const begins = (issues: typeof own) => issues.map((issue: typeof own) => issue.location.positions.begin)
    expect(keysOf(own).sort()).toEqual(keysOf(theirs).sort())
    expect(begins(own)).toEqual(begins(theirs))
    expect(new Set(own.map((issue: typeof own) => issue.fingerprint)).size).toBe(3)
  })

  test('rdjson has the same keys and lines, and columns in bytes as reviewdog asks', () => {
    const [theirs, own] = [JSON.parse(peer('rdjson.json')), JSON.parse(ours('rdjson'))]
    const starts = own.diagnostics.map((diagnostic: typeof own) => diagnostic.location.range.start)
    expect(keysOf(own)).toEqual(expect.arrayContaining(keysOf(theirs).filter(key => key !== 'source.url')))
    expect(starts).toEqual(LINES.map((line, at) => ({ line, column: BYTES[at] })))
  })

  test('junit has the same elements and attributes, lines and columns', () => {
    const parse = (xml: string) =>
      JSON.parse(execFileSync('python3', ['-c', ELEMENTS], { input: xml, encoding: 'utf8' }))
    const [theirs, own] = [parse(peer('junit.xml')), parse(ours('junit'))]
    // What ruff says in a property, `type` says here, which more services show.
    for (const [tag, attributes] of Object.entries(theirs))
      if (!tag.startsWith('propert')) expect(own[tag]).toMatchObject({ ...(attributes as object), ...OWN[tag] })
  })

  test('sarif has the same keys and lines, and columns in UTF-16 units as it says', () => {
    const [theirs, own] = [JSON.parse(peer('sarif.json')), JSON.parse(ours('sarif'))]
    const [run] = own.runs
    const theirKeys = keysOf(theirs).filter(
      key => !/informationUri|driver\.version|rules\.(properties|default)/.test(key),
    )
    expect(keysOf(own)).toEqual(expect.arrayContaining(theirKeys))
    expect(run.columnKind).toBe('utf16CodeUnits')
    expect(run.results.map((result: typeof own) => result.locations[0].physicalLocation.region)).toMatchObject(
      LINES.map((startLine, at) => ({ startLine, startColumn: UTF16[at] })),
    )
  })

  test('json-lines has one object a line, with the same places', () => {
    const parse = (output: string) =>
      output
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line))
    const theirs = parse(peer('json-lines.jsonl')).map(({ location }) => location)
    const own = parse(ours('json-lines')).map(({ line, column }) => ({ row: line, column }))
    expect(own).toEqual(theirs)
    expect(own.map(({ column }) => column)).toEqual(CHARACTERS)
  })
})

/** The attributes of the first element of each kind that a JUnit file has, as JSON. */
const ELEMENTS = `
import json, sys, xml.etree.ElementTree as tree
seen = {}
for element in tree.fromstring(sys.stdin.buffer.read()).iter():
    seen.setdefault(element.tag, element.attrib)
print(json.dumps(seen))
`

/** What differs from tool to tool. */
const OWN: Readonly<Record<string, object>> = {
  testsuites: { name: 'aiomend' },
  testsuite: { package: 'org.aiomend' },
  testcase: { name: 'org.aiomend.blocking-sleep' },
  failure: { message: '`time.sleep` blocks every task on this event loop' },
}
