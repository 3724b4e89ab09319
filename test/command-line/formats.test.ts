import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, read, write } = sandbox

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

const AWKWARD = {
  'a dir/ünï [code].py': `${SLEEPY}    "😀"; input()\n`,
  'crlf.py': SLEEPY.replaceAll('\n', '\r\n'),
  'marked.py': `\ufeff${SLEEPY}    open("x").read()\n    input()`,
  'refused.py': 'import time\nasync def f(xs):\n    return (time.sleep(x) for x in xs)\n',
  'inline.py': 'from asyncio import run; import time\nasync def f():\n    time.sleep(1)\n',
}

describe('sarif', () => {
  test('is what the schema of OASIS asks for', () => {
    for (const [name, text] of Object.entries(AWKWARD)) write(name, text)
    write('old.py', 'import asyncio; print "hello"\n')
    const { status, stdout } = aiomend(['check', '--format', 'sarif', '--select', 'ALL'])
    expect(status).toBe(2)
    // The schema is in draft 4, of which it uses nothing that draft 7 has changed but the name of `$id`.
    const { $schema, id, ...schema } = JSON.parse(readFileSync('test/peers/sarif-schema-2.1.0.json', 'utf8'))
    const ajv = new Ajv({ strict: false, allErrors: true })
    addFormats.default(ajv)
    const isValid = ajv.compile(schema)
    isValid(JSON.parse(stdout))
    expect(isValid.errors).toBe(null)
    expect(isValid({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false)
    const [run] = JSON.parse(stdout).runs
    expect(run.results[0].locations[0].physicalLocation).toMatchObject({
      region: { snippet: { text: 'time.sleep(1)' } },
      contextRegion: { startLine: 4, endLine: 5, snippet: { text: 'async def work():\n    time.sleep(1)\n' } },
    })
    expect(run.invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ message: { text: 'Python 2 code (line 1: `print "hello"`)' } }],
    })
  })

  test('has fixes that give what `fix` writes, where a file needs one only', () => {
    for (const [name, text] of Object.entries(AWKWARD)) write(name, text)
    const { runs } = JSON.parse(aiomend(['check', '--format', 'sarif', '--select', 'blocking-sleep']).stdout)
    const fixes = runs[0].results.flatMap((result: { fixes?: unknown[] }) => result.fixes ?? [])
    expect(fixes.length).toBe(4)
    const applied = fixes
      .flatMap((fix: SarifFix) => fix.artifactChanges)
      .map((change: SarifFix['artifactChanges'][0]) => {
        const file = decodeURIComponent(change.artifactLocation.uri)
        return [file, replaced(read(file), change.replacements)]
      })
    aiomend(['fix', '--select', 'blocking-sleep'])
    // `fix` also takes away the import that nothing needs any more.
    const withoutTime = (text: string) => text.replace(/import time(\r?\n)?|; import time/, '')
    for (const [file, text] of applied) expect(withoutTime(text)).toBe(withoutTime(read(file)))
  })
})

interface SarifFix {
  readonly artifactChanges: readonly {
    readonly artifactLocation: { readonly uri: string }
    readonly replacements: readonly {
      readonly deletedRegion: Readonly<Record<'startLine' | 'startColumn' | 'endLine' | 'endColumn', number>>
      readonly insertedContent: { readonly text: string }
    }[]
  }[]
}

/** A text with replacements as SARIF means them: lines and columns from 1, columns in UTF-16 units, without the mark. */
function replaced(text: string, replacements: SarifFix['artifactChanges'][0]['replacements']): string {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : ''
  const lines = text.slice(mark.length).split(/(?<=\n)/)
  const offset = (line: number, column: number) => lines.slice(0, line - 1).join('').length + column - 1
  const changed = replacements.toReversed().reduce((result, { deletedRegion: at, insertedContent }) => {
    const [start, end] = [offset(at.startLine, at.startColumn), offset(at.endLine, at.endColumn)]
    return result.slice(0, start) + insertedContent.text + result.slice(end)
  }, lines.join(''))
  return mark + changed
}

describe('rdjson', () => {
  test('suggests whole lines, and nothing where an import is missing', () => {
    write('work.py', 'import asyncio\nasync def f(xs):\n    asyncio.get_event_loop().call_soon(\n        print)\n')
    write('other.py', SLEEPY)
    const { diagnostics } = JSON.parse(aiomend(['check', '--format', 'rdjson']).stdout)
    expect(diagnostics).toMatchObject([
      { message: expect.stringMatching(/To fix it: aiomend fix --select blocking-sleep other\.py$/) },
      {
        location: { path: 'work.py', range: { start: { line: 3, column: 5 }, end: { line: 3, column: 29 } } },
        suggestions: [
          {
            range: { start: { line: 3 }, end: { line: 3 } },
            text: '    asyncio.get_running_loop().call_soon(',
          },
        ],
      },
    ])
    expect(diagnostics[0].suggestions).toBe(undefined)
  })
})

describe('github', () => {
  test('escapes what ends a command, and adds to the summary of the step', () => {
    write('a,b%:c.py', SLEEPY)
    const page = write('summary.md', '# Before\n')
    const { stdout } = aiomend(['check', '--format', 'github'], { env: { GITHUB_STEP_SUMMARY: page } })
    expect(stdout).toMatch(
      /^::warning title=aiomend \(blocking-sleep\),file=a%2Cb%25%3Ac\.py,line=5,.*::a,b%25:c\.py:5:5/,
    )
    expect(read('summary.md')).toMatch(
      /^# Before\n### aiomend: 1 pitfall in 1 file\n[\s\S]*\| blocking-sleep \| 1 \| 1 \| 0 \| 0 \|/,
    )
  })

  test('names files from the root of the workspace', () => {
    write('app/work.py', SLEEPY)
    const env = { GITHUB_WORKSPACE: sandbox.folder, CI_PROJECT_DIR: sandbox.folder }
    expect(aiomend(['check', '--format', 'github'], { from: 'app', env }).stdout).toContain('file=app/work.py,')
    expect(aiomend(['check', '--format', 'gitlab'], { from: 'app', env }).stdout).toContain('"path": "app/work.py"')
  })
})

describe('junit', () => {
  test('has a test that passes where nothing is found, and errors for files that cannot be read', () => {
    write('work.py', 'x = 1\n')
    expect(aiomend(['check', '--format', 'junit']).stdout).toContain('tests="1" failures="0" errors="0"')
    write('old.py', 'import asyncio; print "\u0001<&>"\n')
    expect(aiomend(['check', '--format', 'junit']).stdout).toContain('`print &#34;\ufffd&#60;&#38;&#62;&#34;`')
  })
})

describe('--output-file', () => {
  test('takes the report instead of standard output, in a folder that need not exist', () => {
    write('work.py', SLEEPY)
    const args = ['check', '--format', 'json', '--output-file', 'out/report.json']
    expect(aiomend(args)).toEqual({ status: 1, stdout: '', stderr: '' })
    expect(JSON.parse(read('out/report.json')).findings).toHaveLength(1)
    expect(aiomend(['check', '--output-file', 'work.py/x'])).toMatchObject({ status: 2, stdout: '' })
  })
})
