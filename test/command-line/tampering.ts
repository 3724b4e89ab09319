import { readFileSync, writeFileSync } from 'node:fs'
import { hashOf } from '../../src/source/disk.ts'
import { fileOf, Parts, partOf } from '../../src/source/parts.ts'

/** Changes what a file of the cache says of a finding, and signs it with a mark. */
export function tamperWith(file: string, mark: string): void {
  const bytes = readFileSync(file)
  const parts = new Parts(bytes, () => bytes.toString('latin1', 0, bytes.indexOf('\n')))
  const changed = Array.from(parts.entries(), ([key, part]) => {
    return [key, partOf(part.bytes.toString().replaceAll('blocks every task', 'was kept'))] as const
  })
  writeFileSync(
    file,
    fileOf(new Map(changed), parts.of, index => hashOf(`${mark}\n${index}`)),
  )
}
