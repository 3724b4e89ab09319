// Fetches real packages from PyPI, and copies CPython's own library, into .corpus/: `npm run corpus [DIR]`.
// They are read, and broken on purpose in copies; nothing of them is kept in the repository.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const PINS = [
  'metagpt==0.8.2',
  'open-interpreter==0.4.3',
  'langchain-community==0.4.2',
  'gpt-researcher==0.15.1',
  'pyppeteer==2.0.0',
  'discord.py==0.16.12',
  'browser-use==0.13.14',
  'litellm==1.109.1',
  'anyio==4.16.0',
]

export const corpusFolder = fileURLToPath(new URL('../.corpus', import.meta.url))

const python = (...args) => execFileSync('python3', args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })

/** The folders of all packages and of CPython's library; what is missing is fetched. */
export function fetchCorpus(folder = corpusFolder) {
  return [...fetchPackages(folder), copyLibrary(folder)]
}

/** The folders of some packages, fetched where they are missing; one that cannot be had is named and left out. */
export function fetchPackages(folder, pins = PINS) {
  return pins.map(pin => fetchPackage(folder, pin)).filter(existsSync)
}

/** The folder of a package, fetched if it is missing: its wheel if it has one, unless its sources are asked for; with a sum, that archive. */
export function fetchPackage(folder, pin, kinds = ['--only-binary', '--no-binary'], sha256) {
  mkdirSync(folder, { recursive: true })
  const target = path.join(folder, pin.replace('==', '-'))
  if (!existsSync(target)) download(pin, target, kinds, sha256)
  return target
}

function download(pin, target, kinds, sha256) {
  const work = mkdtempSync(path.join(tmpdir(), 'aiomend-corpus-'))
  try {
    const [first, second] = kinds
    const get = kind =>
      python('-m', 'pip', 'download', '-q', '--no-deps', '--ignore-requires-python', kind, ':all:', '-d', work, pin)
    try {
      get(first)
    } catch (error) {
      if (!second) throw error
      get(second)
    }
    const [archive] = readdirSync(work)
    const sum = createHash('sha256')
      .update(readFileSync(path.join(work, archive)))
      .digest('hex')
    if (sha256 && sum !== sha256) throw new Error(`the SHA-256 of ${archive} is ${sum}`)
    python(
      '-c',
      'import shutil, sys; shutil.unpack_archive(*sys.argv[1:])',
      path.join(work, archive),
      path.join(work, 'unpacked'),
      archive.endsWith('.whl') ? 'zip' : 'gztar',
    )
    cpSync(path.join(work, 'unpacked'), target, { recursive: true })
    console.log(`fetched ${pin}`)
  } catch (error) {
    console.error(
      `cannot fetch ${pin}: ${String(error.stderr ?? error.message)
        .trim()
        .split('\n')
        .at(-1)}`,
    )
  } finally {
    rmSync(work, { recursive: true })
  }
}

/** The library of the python3 in PATH, copied without what is installed into it. */
export function copyLibrary(folder) {
  const target = path.join(folder, 'stdlib')
  if (existsSync(target)) return target
  const source = python('-c', 'import os; print(os.path.dirname(os.__file__))').trim()
  const isLeftOut = file => ['site-packages', '__pycache__'].includes(path.basename(file))
  const wanted = file => !isLeftOut(file) && (file.endsWith('.py') || statSync(file).isDirectory())
  cpSync(source, `${target}.part`, { recursive: true, filter: wanted })
  renameSync(`${target}.part`, target)
  console.log(`copied ${source}`)
  return target
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const folder of fetchCorpus(process.argv[2] ? path.resolve(process.argv[2]) : undefined)) console.log(folder)
}
