import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { version } from '../package.ts'
import { makeFolders, sweep, writeWhole } from './atomic.ts'
import { reasonOf } from './discover.ts'
import { hashOf } from './disk.ts'
import { type Bytes, fileOf, Parts } from './parts.ts'
import { seal, sealOf } from './seal.ts'
import { Shelf, type Which } from './shelf.ts'

/** So many shelves are kept at most, those that were used last. */
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
  const ignored = path.join(folder, '.gitignore')
  if (!isOwn) accessSync(folder, constants.W_OK)
  else if (!existsSync(ignored)) writeWhole(ignored, '*\n')
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
  shelf(name: string): Shelf {
    const key = keyFor(name)
    const fileFor = (which: Which) => path.join(this.place.folder, `${key}.${which === 'all' ? 'json' : which}`)
    return new Shelf({
      read: which => this.#read(fileFor(which)),
      write: (which, parts, of) => {
        const others = which === 'all' ? [fileFor('recent')] : []
        this.#write(fileFor(which), () => fileOf(parts, of, index => this.#signed(index, seal)), others)
      },
    })
  }

  #read(file: string): Parts | undefined {
    try {
      const parts = new Parts(bytesOf(file), index => this.#signed(index, sealOf))
      const now = new Date()
      utimesSync(file, now, now)
      return parts
    } catch {
      return undefined
    }
  }

  #write(file: string, content: () => Buffer, outdated: readonly string[]): void {
    try {
      prepare(this.place)
      sweep(this.place.folder)
      writeWhole(file, content(), { isSpare: true })
      for (const each of outdated) rmSync(each, { force: true })
      this.#dropOldest()
    } catch {
      // A folder that cannot be written, or a disk that is full.
    }
  }

  #signed(index: Buffer, sealed: (folder: string) => string | undefined): string | undefined {
    const { folder, isNamed } = this.place
    const mark = isNamed ? 'named' : sealed(folder)
    return mark === undefined ? undefined : hashOf(Buffer.concat([Buffer.from(`${mark}\n`), index]))
  }

  #dropOldest(): void {
    const at = (name: string) => path.join(this.place.folder, name)
    const kept = readdirSync(this.place.folder).filter(name => /^[0-9a-f]{40}\.json$/.test(name))
    const ages = kept.map(name => ({ name, at: statSync(at(name)).mtimeMs }))
    for (const { name } of ages.sort((a, b) => b.at - a.at).slice(MOST_KEPT))
      for (const each of [name, name.replace(/json$/, 'recent')]) rmSync(at(each), { force: true })
  }
}

/** Reads of a file what is asked for: it is open only meanwhile, for another run may want to replace it. */
function bytesOf(file: string): Bytes {
  return (at, length) => {
    const handle = openSync(file, 'r')
    try {
      const bytes = Buffer.allocUnsafe(length)
      return bytes.subarray(0, readSync(handle, bytes, 0, length, at))
    } finally {
      closeSync(handle)
    }
  }
}

function keyFor(name: string): string {
  // What npm unpacks is all of the same time, in every version.
  const program = [version(), statSync(fileURLToPath(import.meta.url)).mtimeMs]
  const { VIRTUAL_ENV, CONDA_PREFIX } = process.env
  return hashOf(JSON.stringify([program, process.cwd(), VIRTUAL_ENV, CONDA_PREFIX, name]))
}
