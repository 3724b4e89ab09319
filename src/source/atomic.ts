import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { reasonOf } from './discover.ts'

/** How a file is written. */
interface Manner {
  /** Whose mode and owner it gets. */
  readonly model?: Stats
  /** When the power fails nothing is lost with it: the disk need not have it at once. */
  readonly isSpare?: true
}

/** Writes a file as a whole or not at all. What stood in its place is gone, a symbolic link too. */
export function writeWhole(file: string, content: string | Buffer, manner?: Manner): void {
  const beside = writeBeside(path.dirname(file), content, manner)
  try {
    renameSync(beside, file)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}

const BESIDE = /^\.aiomend-(\d+)-\d+$/
let count = 0

/** Writes a new file in a folder, to be moved within it; gives its path. */
export function writeBeside(folder: string, content: string | Buffer, { model, isSpare }: Manner = {}): string {
  const beside = path.join(folder, `.aiomend-${process.pid}-${++count}`)
  try {
    // Nobody is to read here what they may not read there.
    writeFileSync(beside, content, { flag: 'wx', flush: !isSpare, ...(model && { mode: model.mode & 0o777 }) })
    if (model) makeLike(beside, model)
    return beside
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}

function makeLike(file: string, { mode, uid, gid }: Stats): void {
  const own = statSync(file)
  if (own.uid !== uid || own.gid !== gid) {
    try {
      chownSync(file, uid, gid)
    } catch (error) {
      throw new Error(`it would get another owner or group (${reasonOf(error)}); run aiomend as its owner`)
    }
  }
  chmodSync(file, mode)
}

/** Makes a folder and those around it, where there is none. Throws what the system says. */
export function makeFolders(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (existsSync(folder) && statSync(folder).isDirectory()) return
    // Node's own `recursive` never ends where one cannot be made though that around it is there, as in /proc.
    const around = path.dirname(folder)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || around === folder || existsSync(around)) throw error
    makeFolders(around)
    mkdirSync(folder)
  }
}

const swept = new Set<string>()

/** Removes from a folder, once, what runs that were killed have left there. */
export function sweep(folder: string): void {
  if (swept.has(folder)) return
  swept.add(folder)
  for (const name of readdirSync(folder)) {
    const [, pid] = BESIDE.exec(name) ?? []
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(path.join(folder, name), { force: true })
  }
}

/** Whether a process other than this one is there. */
export function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
