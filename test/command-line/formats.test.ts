import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { Sandbox, SLEEPY } from './sandbox.ts'

const sandbox = new Sandbox()
const { aiomend, read, write } = sandbox

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
