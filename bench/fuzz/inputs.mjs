// Files that nobody wrote: pieces of real Python, changed in ways that editors, disks, encodings and people change files.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { python } from '../python.mjs'
import { randomFor } from './random.mjs'

const LONGEST = 2000
const fixturesFolder = fileURLToPath(new URL('../../fixtures', import.meta.url))
const TOKEN = /"""[\s\S]*?"""|"[^"\n]*"|'[^'\n]*'|\w+|\*\*|->|:=|==|[^\s\w]|\n[ \t]*/g
const WORDS = [
  ...'async await def class lambda with for in if else elif while try except finally return yield from import as match case'.split(
    ' ',
  ),
  ...'type print exec del global nonlocal raise assert not and or is None True pass break continue'.split(' '),
  ...'( ) [ ] { } : ; , . = := == -> + - * ** @ / % & | ~ < > \\ # " \' """ f" f\'{ } {{ r" b\' 0 1 1e5 0x1f 1_0 é 𝐱 \u00a0 \t \f'.split(
    ' ',
  ),
  ...[
    '\n',
    '\n    ',
    '\n\t',
    '\n        ',
    'asyncio.run(',
    'time.sleep(1)',
    'await fetch()',
    'print "x"',
    'exec "x"',
    '`x`',
    '<>',
    '0777',
  ],
]

/** The files that pieces are taken of: fixtures, CPython's own library with its tests, and what is left of Python 2. */
export function loadCorpus() {
  const library = execFileSync(python.command, ['-c', 'import os; print(os.path.dirname(os.__file__))'], {
    encoding: 'utf8',
  }).trim()
  const old = execFileSync('python3', ['-c', 'import os; print(os.path.dirname(os.__file__))'], {
    encoding: 'utf8',
  }).trim()
  const below = (folder, wanted) =>
    readdirSync(folder, { recursive: true })
      .filter(name => wanted.test(name))
      .sort()
      .map(name => readFileSync(path.join(folder, name)).toString('latin1'))
  const groups = [
    [6, below(fixturesFolder, /\.py$/)],
    [2, below(path.join(library, 'asyncio'), /\.py$/)],
    [2, below(library, /^test\/(test_asyncio\/)?test_(?!.*(idna|unicodedata|codec)).*\.py$/)],
    [1, [...below(old, /^lib2to3\/tests\/data\/.*\.py$/), PYTHON_2]],
  ]
  return groups.filter(([, texts]) => texts.length > 0)
}

const PYTHON_2 = `import time, Queue
class Worker(threading.Thread):
    def run(self):
        while 1:
            try:
                print >>sys.stderr, "page %d" % self.page, \`self\`
                exec "x = 1" in {}
            except IOError, error:
                raise ValueError, "no page", None
            if self.page <> 0777L: print
            time.sleep(1)
`

/** The bytes of one file of a run, and what was done to make them. */
export function inputFor(corpus, seed, index) {
  const random = randomFor(seed, index)
  if (random.isOneIn(100))
    return {
      kind: 'random bytes',
      bytes: Buffer.from(Array.from({ length: random.below(300) }, () => random.below(256))),
    }
  if (random.isOneIn(100)) return { kind: 'nesting', bytes: Buffer.from(nested(random)) }
  let text = piece(corpus, random)
  const kinds = []
  for (let n = random.below(4); n >= 0; n--) {
    const [kind, change] = random.pick(CHANGES)
    kinds.push(kind)
    text = change(text, random, corpus)
  }
  return { kind: kinds.join(', '), bytes: Buffer.from(text, 'latin1') }
}

/** Some lines of a file, from one without indentation on. */
function piece(corpus, random) {
  const total = corpus.reduce((sum, [weight]) => sum + weight, 0)
  let at = random.below(total)
  const [, texts] = corpus.find(([weight]) => {
    at -= weight
    return at < 0
  })
  const text = random.pick(texts)
  if (text.length <= LONGEST) return text
  const from = text.search(/^(?=\S)/m)
  const start = text.indexOf('\n', random.below(text.length - LONGEST / 2))
  const top = text.slice(start).search(/^(?=[a-zA-Z@])/m)
  const head = random.isOneIn(2) ? 'import asyncio, time, requests, subprocess\n' : ''
  return (
    head +
    text
      .slice(top < 0 ? from : start + top)
      .slice(0, LONGEST)
      .replace(/\n.*$/, '\n')
  )
}

function nested(random) {
  const depth = 1 + random.below(300)
  const shape = random.below(5)
  if (shape === 0) return `${'('.repeat(depth)}f()${')'.repeat(depth)}\n`
  if (shape === 1) return `x = ${'['.repeat(depth)}${']'.repeat(random.below(depth))}\n`
  if (shape === 2) return `x = ${'not -await '.repeat(depth)}f()\n`
  const [head, tail] = shape === 3 ? ['async def f():', 'time.sleep(1)'] : ['with a as b:', 'f(x)(y)[z].w']
  const lines = Array.from({ length: depth % 90 }, (_, n) => ' '.repeat(n) + head)
  return `import time\n${[...lines, ' '.repeat(depth % 90) + tail].join('\n')}\n`
}

const tokensOf = text => [...text.matchAll(TOKEN)]
const without = (text, start, end) => text.slice(0, start) + text.slice(end)
const into = (text, at, more) => text.slice(0, at) + more + text.slice(at)
const place = (text, random) => random.below(text.length + 1)

const linesOf = text => text.split(/(?<=\n)/)

const CHANGES = [
  ['as it is', text => text],
  [
    'tokens deleted',
    (text, random) => {
      let changed = text
      for (let n = random.below(3); n >= 0; n--) {
        const token = random.pick(tokensOf(changed))
        if (token) changed = without(changed, token.index, token.index + token[0].length)
      }
      return changed
    },
  ],
  [
    'a token doubled',
    (text, random) => {
      const token = random.pick(tokensOf(text))
      return token ? into(text, token.index, token[0] + (random.isOneIn(2) ? ' ' : '')) : text
    },
  ],
  [
    'tokens swapped',
    (text, random) => {
      const tokens = tokensOf(text)
      if (tokens.length < 2) return text
      const [a, b] = [random.pick(tokens), random.pick(tokens)].sort((one, other) => one.index - other.index)
      if (a === b) return text
      const between = text.slice(a.index + a[0].length, b.index)
      return text.slice(0, a.index) + b[0] + between + a[0] + text.slice(b.index + b[0].length)
    },
  ],
  [
    'a word inserted',
    (text, random) =>
      into(text, random.pick(tokensOf(text))?.index ?? 0, Buffer.from(`${random.pick(WORDS)} `).toString('latin1')),
  ],
  ['truncated', (text, random) => text.slice(0, place(text, random))],
  ['beginning lost', (text, random) => text.slice(place(text, random))],
  [
    'bytes overwritten',
    (text, random) => {
      const at = place(text, random)
      const bytes = Array.from({ length: 1 + random.below(4) }, () => String.fromCharCode(random.below(256))).join('')
      return text.slice(0, at) + bytes + text.slice(at + bytes.length)
    },
  ],
  [
    'a line deleted',
    (text, random) => {
      const lines = linesOf(text)
      lines.splice(random.below(lines.length), 1)
      return lines.join('')
    },
  ],
  [
    'a line indented otherwise',
    (text, random) => {
      const lines = linesOf(text)
      const at = random.below(lines.length)
      lines[at] = random.isOneIn(2)
        ? `${random.pick([' ', '    ', '\t', '\f'])}${lines[at]}`
        : lines[at].replace(/^[ \t]/, '')
      return lines.join('')
    },
  ],
  [
    'lines doubled',
    (text, random) => {
      const lines = linesOf(text)
      const at = random.below(lines.length)
      return [...lines.slice(0, at), ...lines.slice(Math.max(0, at - 3), at + 1), ...lines.slice(at)].join('')
    },
  ],
  [
    'two files in one',
    (text, random, corpus) => text.slice(0, LONGEST / 2) + piece(corpus, random).slice(0, LONGEST / 2),
  ],
  ['mixed line ends', (text, random) => text.replaceAll('\n', () => random.pick(['\n', '\n', '\r\n', '\r']))],
  [
    'other line ends',
    (text, random) => text.replaceAll('\n', random.pick(['\r\n', '\r', '\n\r', '\f\n', ' \\\n', '\x0b', '\u0085'])),
  ],
  ['form feeds', (text, random) => text.replace(/^/gm, () => (random.isOneIn(8) ? '\f' : ''))],
  ['a NUL byte', (text, random) => (random.isOneIn(4) ? into(text, place(text, random), '\0') : text)],
  ['a lone surrogate', (text, random) => (random.isOneIn(3) ? into(text, place(text, random), '\xed\xa0\x80') : text)],
  [
    'wide characters',
    (text, random) =>
      into(
        text,
        place(text, random),
        Buffer.from(random.pick(['é', '🐍', 'ﬁ', '\u2028', '\ufeff', '\u200b', 'ª'])).toString('latin1'),
      ),
  ],
  ['a mark', text => `\xef\xbb\xbf${text}`],
  [
    'a cookie',
    (text, random) =>
      `# -*- coding: ${random.pick(['utf-8', 'latin-1', 'utf8', 'cp1252', 'utf-16', 'klingon', 'ascii', 'rot13', 'base64', 'shift_jis', 'utf-7', 'punycode', ''])} -*-\n${text}`,
  ],
  ['tabs', text => text.replaceAll('    ', '\t')],
  ['no newline at the end', text => text.trimEnd()],
]
