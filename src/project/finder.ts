import path from 'node:path'
import { blocking } from '../knowledge/blocking.ts'
import type { ImportPaths } from '../source/config.ts'
import { exists, namesIn, read } from '../source/disk.ts'
import { editableModulesOf, environmentOf, packageFoldersOf } from './environment.ts'
import { foldersBelowRoot, outermostProject, packageTopsOf } from './roots.ts'

/** Where a module lies. A package has the folders that its modules are in; one without a file of its own has only these. */
export interface Location {
  readonly file?: string
  readonly folders: readonly string[]
}

/** Packages that the tables know by name: a folder `tools/requests` above a file is another one. */
const LIBRARIES: ReadonlySet<string> = new Set([...blocking.keys()].map(name => name.replace(/\..*/, '')))

/** Finds the files of the modules that code imports, in the order of PEP 561. */
export class Finder {
  readonly #namedFor: (file: string) => ImportPaths
  readonly #entries = new Map<string, ReadonlySet<string>>()
  readonly #roots = new Map<string, readonly string[]>()
  readonly #editables = new Map<string, ReadonlyMap<string, string>>()
  readonly #plugins = new Map<string, readonly string[]>()

  /** `namedFor` gives where the user says that a file's imports are looked up. */
  constructor(namedFor: (file: string) => ImportPaths) {
    this.#namedFor = namedFor
  }

  /** The module with a dotted name, as the file at an absolute path would import it; leading dots are those of a relative import. */
  find(dotted: string, from: string): Location | undefined {
    const [, dots = '', name = ''] = /^(\.*)(.*)$/.exec(dotted) ?? []
    const parts = name.split('.').filter(Boolean)
    if (!dots) return this.#absolute(parts, from)
    let folder = path.dirname(from)
    for (let level = 1; level < dots.length; level++) folder = path.dirname(folder)
    return this.below([folder], parts)
  }

  /** Programs are started in other folders than the project's too: a module found nowhere else may lie in one above the file. */
  #absolute(names: readonly string[], from: string): Location | undefined {
    return (
      this.below(this.#rootsOf(from), names) ??
      this.#editable(names, from) ??
      (LIBRARIES.has(names[0] ?? '') ? undefined : this.below(foldersBelowRoot(path.dirname(from)), names))
    )
  }

  /** A module whose package the environment imports from where it is developed. */
  #editable(names: readonly string[], from: string): Location | undefined {
    for (const site of this.#rootsOf(from).filter(isSite)) {
      const known = this.#editables.get(site) ?? editableModulesOf(site)
      this.#editables.set(site, known)
      const length = names.findLastIndex((_, at) => known.has(names.slice(0, at + 1).join('.'))) + 1
      const place = known.get(names.slice(0, length).join('.'))
      if (place !== undefined) return this.below([path.dirname(place)], [path.basename(place), ...names.slice(length)])
    }
    return undefined
  }

  /** Whether the folder of a file, or a root of its own project, holds a module of this name. */
  isOwn(name: string, from: string): boolean {
    return (
      this.#rootsOf(from)
        // The sources of Python itself are what the table is about.
        .filter(root => !isSite(root) && !this.entries(root).has('__phello__'))
        .some(root => this.#fileFor(root, name) !== undefined)
    )
  }

  /** The module with a path of names below one of some folders; folders without `__init__` count only where nothing else does. */
  below(folders: readonly string[], names: readonly string[]): Location | undefined {
    const [name, ...rest] = names
    if (name === undefined) return this.#package(folders)
    for (const folder of folders) {
      const file = this.#stubFor(folder, name) ?? this.#fileFor(folder, name)
      if (!file) continue
      const isPackage = /^__init__\./.test(path.basename(file))
      const inner = isPackage ? [path.dirname(file)] : []
      return rest.length === 0 ? { file, folders: inner } : this.below(inner, rest)
    }
    const spaces = folders.map(folder => path.join(folder, name)).filter(folder => this.entries(folder).size > 0)
    return spaces.length > 0 ? this.below(spaces, rest) : undefined
  }

  #package(folders: readonly string[]): Location | undefined {
    const [folder] = folders
    if (folder === undefined) return undefined
    const file = this.#initOf(folder)
    return file === undefined ? { folders } : { file, folders }
  }

  /** The file of a module in a folder: what declares it goes before what defines it. */
  #fileFor(folder: string, name: string): string | undefined {
    const entries = this.entries(folder)
    if (entries.has(name)) {
      const init = this.#initOf(path.join(folder, name))
      if (init) return init
    }
    const own = [`${name}.pyi`, `${name}.py`].find(file => entries.has(file))
    return own && path.join(folder, own)
  }

  /** The stubs of a package that are installed beside it. */
  #stubFor(folder: string, name: string): string | undefined {
    return this.entries(folder).has(`${name}-stubs`) ? this.#initOf(path.join(folder, `${name}-stubs`)) : undefined
  }

  #initOf(folder: string): string | undefined {
    const own = ['__init__.pyi', '__init__.py'].find(name => this.entries(folder).has(name))
    return own && path.join(folder, own)
  }

  /** The names in a folder; none where it cannot be read. */
  entries(folder: string): ReadonlySet<string> {
    const known = this.#entries.get(folder)
    if (known) return known
    const entries = new Set(namesIn(folder))
    this.#entries.set(folder, entries)
    return entries
  }

  /** The modules that the packages a file may use plug into pytest. https://docs.pytest.org/en/stable/how-to/writing_plugins.html#setuptools-entry-points */
  pytestPlugins(file: string): readonly string[] {
    const sites = this.#rootsOf(file).filter(isSite)
    return sites.flatMap(site => this.#pluginsIn(site))
  }

  #pluginsIn(site: string): readonly string[] {
    const known = this.#plugins.get(site)
    if (known) return known
    const packages = [...this.entries(site)].filter(name => name.endsWith('.dist-info')).sort()
    const plugins = packages.flatMap(name => pluginsOf(path.join(site, name, 'entry_points.txt')))
    this.#plugins.set(site, plugins)
    return plugins
  }

  /** The folders that imports are looked up in: its packages' own, the project's root, `src`, and the environment's. */
  #rootsOf(file: string): readonly string[] {
    const folder = path.dirname(file)
    const known = this.#roots.get(folder)
    if (known) return known
    const project = outermostProject(folder)
    const named = this.#namedFor(file)
    const venv = named.venv ?? environmentOf(project ?? folder)
    const usual = project ? [project, path.join(project, 'src')] : []
    const own = [...packageTopsOf(folder), ...(named.src ?? []), ...usual]
    const roots = [...new Set([...own.filter(exists), ...(venv ? packageFoldersOf(venv) : [])])]
    this.#roots.set(folder, roots)
    return roots
  }
}

/** Whether a folder is one that packages are installed in. */
function isSite(root: string): boolean {
  return /[/\\]site-packages$/.test(root)
}

function pluginsOf(entryPoints: string): readonly string[] {
  try {
    const [, section = ''] = /^\[pytest11\]\s*$([^[]*)/m.exec(read(entryPoints).toString()) ?? []
    return [...section.matchAll(/=\s*([\w.]+)/g)].map(([, module = '']) => module)
  } catch {
    return []
  }
}
