import path from 'node:path'
import { oncePerName } from '../grounds.ts'
import { exists, namesIn, read } from '../source/disk.ts'

const USUAL_NAMES: readonly string[] = ['.venv', 'venv', 'env']

/**
 * The folder of the environment whose packages a project uses, found without running anything: the active one, else the
 * nearest in a folder around the project. https://docs.python.org/3/library/venv.html
 */
export function environmentOf(folder: string): string | undefined {
  const active = process.env.VIRTUAL_ENV || process.env.CONDA_PREFIX
  if (active && exists(active)) return active
  for (let at = folder; ; at = path.dirname(at)) {
    const found = environmentIn(at)
    if (found || path.dirname(at) === at) return found
  }
}

const environmentIn = oncePerName((folder): string | undefined => {
  for (const name of USUAL_NAMES) {
    const candidate = path.join(folder, name)
    if (exists(path.join(candidate, 'pyvenv.cfg'))) return candidate
    const named = name === '.venv' ? namedIn(candidate) : undefined
    if (named) return named
  }
  return undefined
})

/** A `.venv` file that holds the path of the environment, as some tools write. */
function namedIn(file: string): string | undefined {
  try {
    const target = path.resolve(path.dirname(file), read(file).toString().trim())
    return exists(path.join(target, 'pyvenv.cfg')) ? target : undefined
  } catch {
    return undefined
  }
}

/** Whether a folder is an environment that packages are installed in. */
export function isEnvironment(folder: string): boolean {
  return sitePackagesIn(folder).length > 0
}

/** The folders that an environment's packages are imported from: its site-packages, and what `.pth` files there add. */
export function packageFoldersOf(environment: string): readonly string[] {
  const folders = sitePackagesIn(environment)
  return [...folders, ...folders.flatMap(addedIn)]
}

function sitePackagesIn(environment: string): string[] {
  const versions = entriesOf(path.join(environment, 'lib')).filter(name => /^python3\.\d+t?$/.test(name))
  const folders = [
    ...versions.map(name => path.join(environment, 'lib', name, 'site-packages')),
    path.join(environment, 'Lib', 'site-packages'),
  ]
  return folders.filter(exists)
}

/** The folders that `.pth` files name; lines that begin with `import` are code, and not run. https://docs.python.org/3/library/site.html */
function addedIn(site: string): string[] {
  const files = entriesOf(site).filter(name => name.endsWith('.pth'))
  const lines = files.flatMap(name => read(path.join(site, name)).toString().split(/\r?\n/))
  const paths = lines.map(line => line.trim()).filter(line => line !== '' && !/^(#|import[ \t])/.test(line))
  return paths.map(line => path.resolve(site, line)).filter(exists)
}

/**
 * The top-level modules that a folder of packages imports from elsewhere, each with its path without a suffix, as editable
 * installs of setuptools and of the `editables` library write them down.
 * https://setuptools.pypa.io/en/latest/userguide/development_mode.html
 */
export function editableModulesOf(site: string): ReadonlyMap<string, string> {
  const texts = entriesOf(site)
    .filter(name => /^(__editable__.*_finder|_editable_impl_.*|_\w+)\.py$/.test(name))
    .map(name => read(path.join(site, name)).toString())
  const pairs = texts.flatMap(text => {
    const [, mapping = ''] = /^MAPPING\b[^{\n]*\{(.*)\}/m.exec(text) ?? []
    return [
      ...mapping.matchAll(/'([\w.]+)': '((?:[^'\\]|\\.)*)'/g),
      ...text.matchAll(/^F\.map_module\('([\w.]+)', '((?:[^'\\]|\\.)*)'\)/gm),
    ]
  })
  return new Map(
    pairs.map(([, name = '', file = '']) => [name, file.replace(/\\(.)/g, '$1').replace(/([/\\]__init__)?\.py$/, '')]),
  )
}

function entriesOf(folder: string): string[] {
  return namesIn(folder).sort()
}
