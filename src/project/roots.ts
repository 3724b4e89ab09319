import { homedir } from 'node:os'
import path from 'node:path'
import { oncePerName } from '../grounds.ts'
import { exists } from '../source/disk.ts'

const ROOT_MARKS: readonly string[] = ['pyproject.toml', 'setup.py', 'setup.cfg']
const REPOSITORY_MARKS: readonly string[] = ['.git', '.hg']

/** The repository that a folder lies in; else the outermost folder that looks like a project; else that of its packages. */
export const rootOf: (folder: string) => string = oncePerName(folder => rootsOf(folder)[0] ?? folder)

/** The folders that may be a project's root, the widest first. */
export const rootsOf: (folder: string) => readonly string[] = oncePerName(folder =>
  [repositoryOf(folder), outermostProject(folder), topOfPackages(folder)].filter(root => root !== undefined),
)

// Most files share most of the folders around them.
const isRepository = oncePerName(folder => REPOSITORY_MARKS.some(mark => exists(path.join(folder, mark))))
const isProject = oncePerName(folder => ROOT_MARKS.some(mark => exists(path.join(folder, mark))))
const isPackage = oncePerName(folder => exists(path.join(folder, '__init__.py')))

function repositoryOf(folder: string): string | undefined {
  return foldersAbove(folder).find(isRepository)
}

/** The outermost folder around one, in the same repository, that looks like a project of Python. */
export function outermostProject(folder: string): string | undefined {
  return foldersAbove(folder).findLast(isProject)
}

/** The folders from one up to the project's root, without the root. */
export function foldersBelowRoot(folder: string): string[] {
  const above = foldersAbove(folder)
  return above.slice(0, above.indexOf(rootOf(folder)))
}

function foldersAbove(folder: string): string[] {
  const above = [folder]
  for (let at = folder; path.dirname(at) !== at; at = path.dirname(at)) above.push(path.dirname(at))
  return above
}

/** The folder in which the outermost package around a folder lies. */
function topOfPackage(folder: string): string {
  let at = folder
  while (isPackage(at) && path.dirname(at) !== at) at = path.dirname(at)
  return at
}

/**
 * The folder in which the outermost package around a folder lies, be there folders that are none between them; the folder
 * itself where there is none. What stands in the user's home folder makes no package of it.
 */
function topOfPackages(folder: string): string {
  const above = foldersAbove(folder)
  const home = above.indexOf(homedir())
  const outermost = (home < 0 ? above : above.slice(0, home)).findLast(isPackage)
  return outermost === undefined ? folder : path.dirname(outermost)
}

/** The folders in which the packages around a folder lie, the innermost first: a package may hold folders that are none. */
export function packageTopsOf(folder: string): string[] {
  const tops = foldersAbove(folder).filter(at => isPackage(at) && !isPackage(path.dirname(at)))
  return [topOfPackage(folder), ...tops.map(path.dirname)]
}
