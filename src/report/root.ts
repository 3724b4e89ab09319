import path from 'node:path'

/**
 * A path as a service that shows findings knows it: from the root that an environment variable of it names, else from
 * the working directory; absolute where it does not lie below. With `/` on every system.
 */
export function fromRoot(file: string, variable?: 'GITHUB_WORKSPACE' | 'CI_PROJECT_DIR'): string {
  const root = (variable && process.env[variable]) || process.cwd()
  const relative = path.relative(root, path.resolve(file))
  const isBelow = !relative.startsWith('..') && !path.isAbsolute(relative)
  return (isBelow ? relative : path.resolve(file)).split(path.sep).join('/')
}
