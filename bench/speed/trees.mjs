// The code that is looked at: copies of the corpus in repositories of their own, of Python files only.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { packagesNamed } from '../await-test/packages.mjs'
import { environmentOf } from '../await-test/venvs.mjs'
import { corpusFolder, fetchPackage } from '../corpus.mjs'

/** What linters leave out unless they are told otherwise: nobody is to read it here. */
const LEFT_OUT = new Set('.git .nox .tox .venv __pycache__ _build buck-out build dist node_modules venv'.split(' '))

const scratch = mkdtempSync(path.join(tmpdir(), 'aiomend-bench-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))

const known = new Map()

/** A copy of a package of the corpus. */
export function packageTree(pin) {
  return tree(pin.replace('==', ' '), () => fetchPackage(corpusFolder, pin))
}

/** A copy of the `site-packages` of an environment with a package of the corpus and all that it needs. */
export async function sitePackages(name) {
  const [each] = packagesNamed([name])
  const { venv } = await environmentOf(each)
  const [version] = readdirSync(path.join(venv, 'lib'))
  return tree(`site-packages of ${each.pin.replace('==', ' ')}`, () => path.join(venv, 'lib', version, 'site-packages'))
}

/** So many copies of one package side by side, each under a name of its own, which its imports say too. */
export function copiesOf(pin, name, count) {
  const { at } = packageTree(pin)
  return tree(`${count} × ${pin.replace('==', ' ')}`, folder => {
    for (let copy = 1; copy <= count; copy++) {
      const own = `${name}_${copy}`
      cpSync(path.join(at, name), path.join(folder, own), { recursive: true })
      for (const { file } of pythonFiles(path.join(folder, own))) {
        const text = readFileSync(file, 'latin1')
        writeFileSync(file, text.replace(new RegExp(`\\b${name}\\b`, 'g'), own), 'latin1')
      }
    }
  })
}

/** The folder `at` with what `source` gives or writes there; its `name`, number of `files` and size in `megabytes`. */
function tree(name, source) {
  if (known.has(name)) return known.get(name)
  const at = path.join(scratch, name.replaceAll(/[^\w.]+/g, '-'))
  mkdirSync(at)
  const from = source(at)
  if (from) cpSync(from, at, { recursive: true, filter: file => file === from || isWanted(file) })
  execFileSync('git', ['init', '-q'], { cwd: at })
  const files = pythonFiles(at)
  // Read once, so that no program finds the disk cold.
  for (const { file } of files) readFileSync(file)
  const megabytes = files.reduce((sum, { size }) => sum + size, 0) / 1e6
  const made = { name, at, files: files.length, megabytes }
  known.set(name, made)
  return made
}

function isWanted(file) {
  if (LEFT_OUT.has(path.basename(file))) return false
  return /\.pyi?$/.test(file) || statSync(file, { throwIfNoEntry: false })?.isDirectory() === true
}

/** The `.py` files below a folder, the largest last, with their sizes in bytes. */
export function pythonFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.py'))
    .map(entry => path.join(entry.parentPath, entry.name))
    .map(file => ({ file, size: statSync(file).size }))
    .sort((a, b) => a.size - b.size || (a.file < b.file ? -1 : 1))
}
