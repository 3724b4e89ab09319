import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { transforms } from './fixture.ts'

/** Which folders of src/ each may import from; `finding`, `grounds` and others are files of their own. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  finding: ['syntax'],
  grounds: [],
  knowledge: [],
  multimap: [],
  package: [],
  stopwatch: [],
  syntax: ['package', 'stopwatch'],
  source: ['grounds', 'package', 'stopwatch', 'syntax'],
  semantics: ['grounds', 'multimap', 'syntax', 'knowledge'],
  project: ['grounds', 'multimap', 'package', 'source', 'syntax', 'semantics', 'knowledge'],
  fix: ['syntax', 'semantics', 'finding', 'knowledge'],
  transform: ['finding', 'fix', 'knowledge', 'semantics', 'syntax'],
  registry: ['syntax', 'transform', 'transforms-in-tree'],
  'transforms-in-tree': ['registry', 'transform'],
  run: ['finding', 'fix', 'grounds', 'project', 'registry', 'semantics', 'source', 'stopwatch', 'syntax', 'transform'],
  report: ['finding', 'fix', 'package', 'registry', 'source', 'syntax'],
  review: ['finding', 'fix', 'package', 'project', 'registry', 'report', 'run', 'semantics', 'source', 'syntax'],
  suggest: ['fix', 'report', 'source', 'syntax'],
  commands: [
    ...['finding', 'grounds', 'project', 'registry', 'report', 'review', 'run', 'source', 'stopwatch'],
    ...['suggest', 'syntax'],
  ],
  index: ['finding', 'project', 'registry', 'run', 'semantics', 'source', 'transform'],
  help: [],
  options: ['commands', 'report', 'stopwatch'],
  cli: ['source', 'package', 'stopwatch', 'commands', 'help', 'options'],
  bin: ['cli', 'run'],
}

/** The one file that may import each package; the command line is two. */
const HOMES: Readonly<Record<string, string | readonly string[]>> = {
  'web-tree-sitter': 'src/syntax/parser.ts',
  'magic-string': 'src/fix/apply.ts',
  diff: 'src/report/diff.ts',
  commander: ['src/cli.ts', 'src/options.ts'],
  picocolors: 'src/report/paint.ts',
  'iconv-lite': 'src/source/decode.ts',
  zod: 'src/source/config.ts',
  'toml-eslint-parser': 'src/source/config.ts',
  '@renovatebot/pep440': 'src/source/python-version.ts',
  piscina: 'src/run/pool.ts',
  undici: 'src/suggest/proxy.ts',
}

const sources = ['src', 'transforms'].flatMap(folder =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => path.join(folder, file)),
)
const imports = sources.flatMap(file => {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, specifier = '']) => ({ file, specifier }))
})
const partOf = (file: string) => path.relative('src', file).split(path.sep)[0]?.replace(/\.ts$/, '') ?? ''

test('parts of src import only what lies below them', () => {
  const strays = imports
    .filter(({ file, specifier }) => file.startsWith('src') && specifier.startsWith('.'))
    .map(({ file, specifier }) => ({ file, from: partOf(file), to: partOf(path.join(path.dirname(file), specifier)) }))
    .filter(({ from, to }) => from !== to && !ALLOWED[from]?.includes(to))
  expect(strays).toEqual([])
})

test('transforms import the page for their authors, the tree, the tables, questions and verbs', () => {
  const strays = imports.filter(
    ({ file, specifier }) =>
      file.startsWith('transforms') &&
      !/^\.\.\/\.\.\/src\/(transform|syntax\/node|(knowledge|semantics\/questions|fix\/verbs)\/[a-z-]+)\.ts$/.test(
        specifier,
      ),
  )
  expect(strays).toEqual([])
})

test('each package is imported in one file', () => {
  const packages = imports.filter(({ specifier }) => !/^(\.|#|node:)/.test(specifier))
  expect(packages.filter(({ file, specifier }) => ![HOMES[specifier]].flat().includes(file))).toEqual([])
})

test('the project is read through what the cache can see', () => {
  const own = ['src/project/standard-library.ts']
  const strays = imports.filter(
    ({ file, specifier }) =>
      /^src\/(project|semantics)\//.test(file) && /^node:fs/.test(specifier) && !own.includes(file),
  )
  expect(strays).toEqual([])
})

test('hand-written files stay below 200 lines', () => {
  const generated = ['src/syntax/grammar.ts', 'src/knowledge/python-names.ts']
  const long = sources.filter(file => !generated.includes(file) && readFileSync(file, 'utf8').split('\n').length > 201)
  expect(long).toEqual([])
})

describe('a transform is one file and its fixtures', () => {
  test.each(transforms)('nothing else in the sources names $id', ({ id, family }) => {
    const own = path.join('transforms', family, `${id}.ts`)
    const others = sources.filter(
      file => file !== own && new RegExp(`(?<![\\w/-])${id}(?![\\w-])`).test(readFileSync(file, 'utf8')),
    )
    // The help text names one as an example.
    expect(others.filter(file => !(file === 'src/help.ts' && id === 'blocking-sleep'))).toEqual([])
  })
})
