import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { hashOf } from '../../src/source/disk.ts'
import { fileOf, Parts, partOf } from '../../src/source/parts.ts'

/** Changes what a file of the cache says of a finding, and signs it with a mark. */
export function tamperWith(file: string, mark: string): void {
  const bytes = readFileSync(file)
  const read = (at: number, length: number) => bytes.subarray(at, at + length)
  const parts = new Parts(read, () => bytes.toString('latin1', 0, bytes.indexOf(' ')))
  const changed = Array.from(parts.entries(), ([key, part]) => {
    return [key, partOf(part.bytes.toString().replaceAll('blocks every task', 'was kept'))] as const
  })
  writeFileSync(
    file,
    fileOf(new Map(changed), parts.of, index => hashOf(`${mark}\n${index}`)),
  )
}

/** The files of a folder's cache in which something is kept. */
export function cacheFilesIn(folder: string): readonly string[] {
  const cache = path.join(folder, '.aiomend_cache')
  const names = readdirSync(cache).filter(name => /\.(json|recent)$/.test(name))
  return names.map(name => path.join(cache, name))
}

/** Changes what is kept of all runs in a folder, so that an answer that comes from there is told apart. */
export function tamperWithAll(folder: string): void {
  const { ino, ctimeNs } = statSync(path.join(folder, '.aiomend_cache/seal'), { bigint: true })
  for (const file of cacheFilesIn(folder)) tamperWith(file, `${ino} ${ctimeNs}`)
}
