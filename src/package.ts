import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

let root: string | undefined
let known: string | undefined

/** The absolute path of something in the package, whether its modules run one by one or as one file. */
export function inPackage(...names: readonly string[]): string {
  root ??= rootAbove(path.dirname(fileURLToPath(import.meta.url)))
  return path.join(root, ...names)
}

function rootAbove(folder: string): string {
  return existsSync(path.join(folder, 'package.json')) ? folder : rootAbove(path.dirname(folder))
}

/** The version of aiomend. */
export function version(): string {
  known ??= (JSON.parse(readFileSync(inPackage('package.json'), 'utf8')) as { version: string }).version
  return known
}
