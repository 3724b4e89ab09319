import { accessSync, constants, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeFolders, writeWhole } from './atomic.ts'
import { version } from './bug.ts'
import { reasonOf } from './discover.ts'
import { hashOf } from './disk.ts'
import { seal, sealOf } from './seal.ts'

/** So many things are kept at most, those that were used last. */
const MOST_KEPT = 16

/** Where a store is. */
export interface StorePlace {
  readonly folder: string
  /** Whether the user named it: what lies elsewhere may have come with the project, from anybody. */
  readonly isNamed: boolean
}

/** Why nothing can be kept in a place; undefined where something can. */
export function obstacleIn(place: StorePlace): string | undefined {
  try {
    prepare(place)
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

function prepare({ folder, isNamed }: StorePlace): void {
  makeFolders(folder)
  const isOwn = !isNamed || readdirSync(folder).every(name => name === 'undo')
  // What else lies in a folder that was named may be anybody's, a .gitignore too.
  if (isOwn) writeWhole(path.join(folder, '.gitignore'), '*\n')
  else accessSync(folder, constants.W_OK)
}

/** A folder in which a run keeps what the next one may need. Nothing in it is needed: what cannot be read counts as not there. */
export class Store {
  readonly place: StorePlace

  constructor(place: StorePlace) {
    this.place = place
  }

  /**
   * What was kept under a name by this program, started in the same folder and environment: on this machine, unless the user
   * has named the folder.
   */
  recall(name: string): unknown {
    try {
      const file = this.#fileOf(name)
      const text = readFileSync(file, 'utf8')
      const end = text.indexOf('\n')
      const body = text.slice(end + 1)
      if (text.slice(0, end) !== this.#signed(body, sealOf)) return undefined
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
      prepare(this.place)
      const text = JSON.stringify(value)
      writeWhole(this.#fileOf(name), `${this.#signed(text, seal)}\n${text}`)
      this.#dropOldest()
    } catch {
      // A folder that cannot be written, or a disk that is full.
    }
  }

  #signed(text: string, sealed: (folder: string) => string | undefined): string | undefined {
    const { folder, isNamed } = this.place
    const mark = isNamed ? 'named' : sealed(folder)
    return mark === undefined ? undefined : hashOf(`${mark}\n${text}`)
  }

  #fileOf(name: string): string {
    // What npm unpacks is all of the same time, in every version.
    const program = [version(), statSync(fileURLToPath(import.meta.url)).mtimeMs]
    const { VIRTUAL_ENV, CONDA_PREFIX } = process.env
    const key = hashOf(JSON.stringify([program, process.cwd(), VIRTUAL_ENV, CONDA_PREFIX, name]))
    return path.join(this.place.folder, `${key}.json`)
  }

  #dropOldest(): void {
    const kept = readdirSync(this.place.folder).filter(name => /^[0-9a-f]{40}\.json$/.test(name))
    const ages = kept.map(name => ({ name, at: statSync(path.join(this.place.folder, name)).mtimeMs }))
    for (const { name } of ages.sort((a, b) => b.at - a.at).slice(MOST_KEPT))
      rmSync(path.join(this.place.folder, name), { force: true })
  }
}
