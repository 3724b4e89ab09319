import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { hashOf } from './disk.ts'
import { writeWhole } from './write.ts'

/** So many things are kept at most, those that were used last. */
const MOST_KEPT = 16

/** A folder in which a run keeps what the next one may need. Nothing in it is needed: what cannot be read counts as not there. */
export class Store {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** What was kept under a name by this program, started in the same folder and environment. */
  recall(name: string): unknown {
    try {
      const file = this.#fileOf(name)
      const text = readFileSync(file, 'utf8')
      const end = text.indexOf('\n')
      const body = text.slice(end + 1)
      if (text.slice(0, end) !== hashOf(body)) return undefined
      const now = new Date()
      utimesSync(file, now, now)
      return JSON.parse(body)
    } catch {
      return undefined
    }
  }

  /** Keeps a value as JSON. Where that is not possible the next run takes as long as this one. */
  keep(name: string, value: unknown): void {
    try {
      mkdirSync(this.folder, { recursive: true })
      writeFileSync(path.join(this.folder, '.gitignore'), '*\n')
      const text = JSON.stringify(value)
      writeWhole(this.#fileOf(name), `${hashOf(text)}\n${text}`)
      this.#dropOldest()
    } catch {
      // A folder that cannot be written, or a disk that is full.
    }
  }

  #fileOf(name: string): string {
    const program = statSync(fileURLToPath(import.meta.url)).mtimeMs
    const { VIRTUAL_ENV, CONDA_PREFIX } = process.env
    const key = hashOf(JSON.stringify([program, process.cwd(), VIRTUAL_ENV, CONDA_PREFIX, name]))
    return path.join(this.folder, `${key}.json`)
  }

  #dropOldest(): void {
    const kept = readdirSync(this.folder).filter(name => /^[0-9a-f]{40}\.json$/.test(name))
    const ages = kept.map(name => ({ name, at: statSync(path.join(this.folder, name)).mtimeMs }))
    for (const { name } of ages.sort((a, b) => b.at - a.at).slice(MOST_KEPT))
      rmSync(path.join(this.folder, name), { force: true })
  }
}
