// The programs that aiomend is compared with: pinned, installed where they are missing, each with the rules that are nearest.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { corpusFolder } from '../corpus.mjs'

const PINS = {
  ruff: '0.17.6',
  'ast-grep-cli': '0.51.1',
  ty: '0.0.105',
  flake8: '7.5.0',
  'flake8-async': '26.8.1',
  fixit: '2.2.1',
}
const tools = path.join(corpusFolder, 'tools', 'peers')
const bin = name => path.join(tools, 'bin', name)
const root = fileURLToPath(new URL('../..', import.meta.url))
const rule = path.join(tools, 'ast-grep.yml')

const RULE = `id: blocking-sleep
language: python
severity: warning
message: time.sleep in a coroutine
rule:
  pattern: time.sleep($$$)
  inside: { stopBy: end, kind: function_definition, regex: ^async }
`

export const node = process.execPath
export const aiomend = (...options) => [node, path.join(root, 'dist/aiomend.cjs'), 'check', ...options]

/** Each program's name and command for the folder that it runs in; the slow ones take minutes for what others do in seconds. */
export const PROGRAMS = [
  { name: 'aiomend', command: aiomend('--no-cache', '.') },
  {
    name: 'ruff',
    command: `${bin('ruff')} check --isolated --no-cache --no-respect-gitignore --select ASYNC,RUF006 .`.split(' '),
  },
  { name: 'ast-grep, one rule', command: [bin('ast-grep'), 'scan', '--rule', rule, '--no-ignore', 'vcs', '.'] },
  // 2 where it could not read some file.
  { name: 'ty', command: [bin('ty'), 'check', '--no-progress', '--no-respect-ignore-files', '.'], fine: [0, 1, 2] },
  {
    name: 'pyright',
    command: [node, '--max-old-space-size=8192', path.join(root, 'node_modules/pyright/index.js'), '.'],
    isSlow: true,
  },
  {
    name: 'flake8-async',
    command: [bin('python'), '-m', 'flake8', '--isolated', '--select', 'ASYNC', '--exclude', '', '.'],
    isSlow: true,
  },
  { name: 'Fixit', command: [bin('python'), '-m', 'fixit', '--quiet', 'lint', '.'], isSlow: true, fine: [0, 1, 2, 4] },
]

/** The versions, by name. */
export const VERSIONS = { ...PINS, pyright: versionOf('pyright') }

function versionOf(name) {
  const out = execFileSync(node, ['-p', `require('${root}/node_modules/${name}/package.json').version`])
  return out.toString().trim()
}

/** Installs what is missing, or of another version. */
export function installPeers() {
  const wanted = Object.entries(PINS).map(([name, version]) => `${name}==${version}`)
  const record = path.join(tools, wanted.join('+'))
  if (!existsSync(record)) {
    console.error('installing the peers')
    mkdirSync(tools, { recursive: true })
    execFileSync('python3', ['-m', 'venv', tools])
    execFileSync(bin('python'), ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...wanted], {
      stdio: 'inherit',
    })
    writeFileSync(record, '')
  }
  writeFileSync(rule, RULE)
}
