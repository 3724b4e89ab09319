import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { hashOf, isStill, type Sight, sights } from '../source/disk.ts'
import { writeWhole } from '../source/write.ts'
import type { Mended } from './mend.ts'
import type { Outcome } from './run.ts'

/** Runs over other files, or with other settings, are kept beside each other: this many. */
const MOST_RUNS = 16

/** What is kept of an outcome: of `mended` the text only where it changed, and nothing where nothing was found. */
export interface Kept extends Pick<Outcome, 'path' | 'problems' | 'notice'> {
  readonly mended?: Omit<Mended, 'failures' | 'text'> & { readonly text?: string }
  readonly isHandled?: true
}

interface Run {
  readonly sights: readonly Sight[]
  readonly outcomes: readonly Kept[]
}

/** Where the outcomes of a run are kept, by all that they depend on beside the disk. */
export interface Cache {
  readonly folder: string
  readonly file: string
}

/** `asked` is what the user wants to know; the program itself, the working folder and the environment are added. */
export function cacheFor(folder: string, asked: unknown): Cache {
  const program = statSync(fileURLToPath(import.meta.url)).mtimeMs
  const { VIRTUAL_ENV, CONDA_PREFIX } = process.env
  const key = hashOf(JSON.stringify([program, process.cwd(), VIRTUAL_ENV, CONDA_PREFIX, asked]))
  return { folder, file: path.join(folder, `${key}.json`) }
}

/** The outcomes of the last such run, if it would see the same today. What cannot be read counts as not there. */
export function recalled({ file }: Cache): readonly Kept[] | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    const end = text.indexOf('\n')
    if (text.slice(0, end) !== hashOf(text.slice(end + 1))) return undefined
    const run = JSON.parse(text.slice(end + 1)) as Run
    return isStill(run.sights) ? run.outcomes : undefined
  } catch {
    return undefined
  }
}

/** Keeps the outcomes of a run. Where that is not possible the next run takes as long as this one. */
export function remember({ folder, file }: Cache, outcomes: readonly Kept[]): void {
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, '.gitignore'), '*\n')
    const text = JSON.stringify({ sights: sights(), outcomes } satisfies Run)
    writeWhole(file, `${hashOf(text)}\n${text}`)
    dropOldest(folder)
  } catch {
    // A folder that cannot be written, or a disk that is full.
  }
}

function dropOldest(folder: string): void {
  const runs = readdirSync(folder).filter(name => /^[0-9a-f]{40}\.json$/.test(name))
  const ages = runs.map(name => ({ name, at: statSync(path.join(folder, name)).mtimeMs }))
  for (const { name } of ages.sort((a, b) => b.at - a.at).slice(MOST_RUNS))
    rmSync(path.join(folder, name), { force: true })
}

/** What is kept of an outcome. */
export function kept({ path: shown, problems, notice, source, mended }: Outcome): Kept {
  const common = { path: shown, problems, ...(notice !== undefined && { notice }) }
  if (!source || !mended) return common
  const { text, findings, fixed, remaining } = mended
  if (findings.length === 0 && text === source.text) return { ...common, isHandled: true }
  return { ...common, mended: { findings, fixed, remaining, ...(text !== source.text && { text }) } }
}
