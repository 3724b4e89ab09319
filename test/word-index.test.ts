import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { holds, STAR_IMPORT, WordIndex } from '../src/project/word-index.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'aiomend-words-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string): string {
  const at = path.join(folder, name)
  writeFileSync(at, content)
  return at
}

test('a word is found in the files that hold it, and in those that cannot be read', () => {
  const many = Array.from({ length: 20_000 }, (_, at) => `word_${at} word_${at % 7}`).join('\n')
  const files = [
    file('a.py', 'import jobs\njobs.run()'),
    file('empty.py', ''),
    file('b.py', 'from jobs import *\n'),
    file('c.py', 'from jobs import\t( *)\nrunner = "\u00e9run\u00e9"\n'),
    path.join(folder, 'gone.py'),
    file('many.py', many),
    file('d.py', 'from jobs import ((*\nimport(a*b)\nrun2 = im2port * 3'),
    file('e.py', 'run'),
    // The number of this one is 0.
    file('f.py', 'cvhk0_p = 1'),
  ]
  const words = [
    STAR_IMPORT,
    'run',
    'runner',
    'jobs',
    'import',
    'word_3',
    'word_19999',
    'word_20000',
    'gone',
    'cvhk0_p',
  ]
  const index = new WordIndex(files)
  for (const word of words) {
    const expected = [...files.keys()].filter(
      at => /gone/.test(files[at] ?? '') || holds(readFileSync(files[at] ?? ''), word),
    )
    expect([...index.holding(word)].sort(), word).toEqual(expected)
  }
  expect([...index.holding('cvhk0_p')].sort()).toEqual([4, 8])
  expect([...index.holding('run')].sort()).toEqual([0, 3, 4, 7])
  expect([...index.holding(STAR_IMPORT)].sort()).toEqual([2, 3, 4])
})
