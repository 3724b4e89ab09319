import { readFile, realpath } from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'
import type { SourceFile } from './decode.ts'

/** Why a file was not replaced. Its message is for the user. */
export class WriteError extends Error {
  override readonly name = 'WriteError'
}

/** Replaces a file's content as a whole or not at all; mode and symbolic links stay. Refuses if it changed meanwhile. */
export async function replaceFile(file: SourceFile, text: string): Promise<void> {
  const bytes = file.encode(file.mark + text)
  const target = await realpath(file.path)
  if (!(await readFile(target)).equals(file.bytes))
    throw new WriteError('it changed while it was being fixed, and was left alone')
  await writeFileAtomic(target, bytes)
}
