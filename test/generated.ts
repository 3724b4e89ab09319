import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** What one of our scripts writes into the file that it is given; a name of a file, for its ending. */
export function generatedBy(script: string, name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'aiomend-generated-'))
  try {
    const file = path.join(folder, name)
    execFileSync(process.execPath, [script, file])
    return readFileSync(file, 'utf8')
  } finally {
    rmSync(folder, { recursive: true })
  }
}
