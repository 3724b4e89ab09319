import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePatterns } from '../src/source/patterns.ts'

const PATHS = ['a', 'b', 'ab', 'a.py', 'b.py', '.a', 'a b', '#a', '!a', 'a]', 'a-b', 'a\\b', '7']
  .flatMap(name => [name, `a/${name}`, `b/${name}`, `a/b/${name}`, `b/a/b/${name}`, `a.py/${name}`])
  .sort()

/** The paths that git ignores by each list of patterns; all that is asked of is a file. */
function ignoredByGit(lists: readonly string[]): string[][] {
  const folder = mkdtempSync(path.join(tmpdir(), 'aiomend-ignore-'))
  try {
    execFileSync('git', ['init', '-q'], { cwd: folder })
    for (const [index, patterns] of lists.entries()) {
      mkdirSync(path.join(folder, `d${index}`))
      writeFileSync(path.join(folder, `d${index}`, '.gitignore'), patterns)
    }
    const input = lists.flatMap((_, index) => PATHS.map(name => `d${index}/${name}`)).join('\0')
    const { stdout } = spawnSync('git', ['check-ignore', '--no-index', '--stdin', '-z'], {
      ...{ cwd: folder, input, encoding: 'utf8', maxBuffer: 1 << 28 },
    })
    const ignored = new Set(stdout.split('\0'))
    return lists.map((_, index) => PATHS.filter(name => ignored.has(`d${index}/${name}`)))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const ignored = (patterns: string) => PATHS.filter(name => compilePatterns(patterns)(name) === 'ignored')

test('patterns mean what they mean to git', () => {
  const pieces = ['a', 'b', 'ab', '.py', '.', '*', '**', '?', '/', '/**/', '[ab]', '[!a]', '[a-c]', '[[:digit:]]', ' ']
  const odd = ['\\', ']', '!', '#', '-', '\\a', '\\!', '[]a]', '[^b]', '[a\\]]', '[a-]', '\\ ']
  const word = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...pieces) }, fc.constantFrom(...odd))
  const line = fc.array(word, { minLength: 1, maxLength: 6 }).map(words => words.join(''))
  // `./` means something to aiomend alone; nobody writes a backslash before a slash, or `a**/`, which git takes in two ways.
  const isUsual = (list: string) => !/^!?\.\/|\\\/|[^/\n*]\*{2,}\//m.test(list)
  const text = fc.array(fc.tuple(fc.constantFrom('', '', '!', '/'), line), { minLength: 1, maxLength: 3 })
  const lists = fc.sample(text.map(lines => lines.map(parts => parts.join('')).join('\n')).filter(isUsual), {
    numRuns: 3000,
    seed: 8,
  })
  const wrong = ignoredByGit(lists).flatMap((expected, index) => {
    const list = lists[index] ?? ''
    return expected.join() === ignored(list).join() ? [] : [{ list, expected, got: ignored(list) }]
  })
  expect(wrong).toEqual([])
})

test('no pattern takes long', () => {
  const started = process.cpuUsage()
  compilePatterns(`${'**/a/'.repeat(200)}b`)(`${'a/'.repeat(1000)}c`)
  compilePatterns(`${'*a'.repeat(200)}b`)('a'.repeat(250))
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(5)
})
