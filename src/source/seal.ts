import { lstatSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** An empty file of which nobody who makes an archive or a repository can foresee the inode and the time of its making. */
const SEAL = 'seal'

/** What identifies a folder that was made here, and neither came with a project nor is a copy; undefined where nothing does. */
export function sealOf(folder: string): string | undefined {
  const found = lstatSync(path.join(folder, SEAL), { bigint: true, throwIfNoEntry: false })
  return found && `${found.ino} ${found.ctimeNs}`
}

/** Seals a folder, unless it is sealed. Throws where it cannot be written. */
export function seal(folder: string): string {
  const known = sealOf(folder)
  if (known !== undefined) return known
  writeFileSync(path.join(folder, SEAL), '', { flag: 'wx' })
  return seal(folder)
}
