import { chmod, chown, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'
import { DecodeError, type SourceFile } from './decode.ts'
import { reasonOf } from './discover.ts'

/** Why a file was not replaced. Its message is for the user. */
export class WriteError extends Error {
  override readonly name = 'WriteError'
  /** The file, as it was named. */
  readonly path: string

  constructor(path: string, message: string) {
    super(message)
    this.path = path
  }
}

/** Writes a text to a file, which others see as a whole or not at all. */
export function writeWhole(file: string, text: string): void {
  writeFileAtomic.sync(file, text)
}

/**
 * Replaces a file's content as a whole or not at all; mode and symbolic links stay. Throws `WriteError` where it cannot
 * be written, or has changed meanwhile.
 */
export async function replaceFile(file: SourceFile, text: string): Promise<void> {
  await naming(file, async () => writeFileAtomic(await unchanged(file), file.encode(file.mark + text)))
}

/** Replaces the contents of several files, of all or of none: each is written beside its place before the first is moved there. */
export async function replaceFiles(changes: readonly { readonly file: SourceFile; readonly text: string }[]) {
  const prepared: { readonly file: SourceFile; readonly target: string; readonly beside: string }[] = []
  const moved: typeof prepared = []
  try {
    for (const { file, text } of changes) {
      await naming(file, async () => {
        const target = await unchanged(file)
        const beside = `${target}.aiomend-${process.pid}`
        prepared.push({ file, target, beside })
        await writeLike(target, beside, file.encode(file.mark + text))
      })
    }
    for (const each of prepared) {
      await naming(each.file, () => rename(each.beside, each.target))
      moved.push(each)
    }
  } catch (error) {
    for (const { file, target } of moved) {
      await naming(file, () => writeFileAtomic(target, file.bytes), 'was changed, and cannot be put back')
    }
    throw error
  } finally {
    for (const { beside } of prepared) await rm(beside, { force: true })
  }
}

/** Where a file really lies, if it still is as it was read. */
async function unchanged(file: SourceFile): Promise<string> {
  const target = await realpath(file.path)
  if (!(await readFile(target)).equals(file.bytes))
    throw new WriteError(file.path, 'it changed while it was being fixed, and was left alone')
  return target
}

/** Writes a new file with the mode, and where that is allowed the owner, of another. */
async function writeLike(model: string, file: string, bytes: Buffer): Promise<void> {
  const { mode, uid, gid } = await stat(model)
  await writeFile(file, bytes, { flag: 'wx', flush: true })
  // Only the superuser gives files away.
  await chown(file, uid, gid).catch(() => undefined)
  await chmod(file, mode)
}

/** Does something with a file, and says of which it was that it went wrong. */
async function naming({ path }: SourceFile, act: () => Promise<void>, failure = 'cannot be written'): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (error instanceof WriteError) throw error
    throw new WriteError(path, error instanceof DecodeError ? error.message : `${failure}: ${reasonOf(error)}`)
  }
}
