import path from 'node:path'
import { isWatching, oncePerName } from '../grounds.ts'
import { blocking } from '../knowledge/blocking.ts'
import type { ImportPaths } from '../source/config.ts'
import { exists, namesIn, note, peekNames, read } from '../source/disk.ts'
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
  readonly #listings = new Map<string, ReadonlySet<string>>()
  readonly #editablesIn = oncePerName(editableModulesOf)
  readonly #namedFor: (folder: string) => ImportPaths

  /** `namedFor` gives where the user says that the imports of a folder's files are looked up. */
  constructor(namedFor: (folder: string) => ImportPaths) {
    this.#namedFor = namedFor
  }

  /** The module with a dotted name, as the file at an absolute path would import it; leading dots are those of a relative import. */
  find(dotted: string, from: string): Location | undefined {
    return this.#foundFrom(path.dirname(from))(dotted)
  }

  readonly #foundFrom = oncePerName((own: string) =>
    oncePerName((dotted): Location | undefined => {
      const [, dots = '', name = ''] = /^(\.*)(.*)$/.exec(dotted) ?? []
      const parts = name.split('.').filter(Boolean)
      if (!dots) return this.#absolute(parts, own)
      let folder = own
      for (let level = 1; level < dots.length; level++) folder = path.dirname(folder)
      return this.below([folder], parts)
    }),
  )

  /** Programs are started in other folders than the project's too: a module found nowhere else may lie in one above the file. */
  #absolute(names: readonly string[], own: string): Location | undefined {
    return (
      this.below(this.#rootsFrom(own), names) ??
      this.#editable(names, own) ??
      (LIBRARIES.has(names[0] ?? '') ? undefined : this.below(foldersBelowRoot(own), names))
    )
  }

  /** A module whose package the environment imports from where it is developed. */
  #editable(names: readonly string[], own: string): Location | undefined {
    for (const site of this.#rootsFrom(own).filter(isSite)) {
      const known = this.#editablesIn(site)
      const length = names.findLastIndex((_, at) => known.has(names.slice(0, at + 1).join('.'))) + 1
      const place = known.get(names.slice(0, length).join('.'))
      if (place !== undefined) return this.below([path.dirname(place)], [path.basename(place), ...names.slice(length)])
    }
    return undefined
  }

  /** Whether the folder of a file, or a root of its own project, holds a module of this name. */
  isOwn(name: string, from: string): boolean {
    return this.#ownFrom(path.dirname(from))(name)
  }

  readonly #ownFrom = oncePerName((own: string) =>
    oncePerName((name): boolean =>
      this.#rootsFrom(own)
        // The sources of Python itself are what the table is about.
        .filter(root => !isSite(root) && !this.holds(root, '__phello__'))
        .some(root => this.#fileFor(root, name) !== undefined),
    ),
  )

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
    const spaces = folders.map(folder => path.join(folder, name)).filter(folder => !this.#isEmpty(folder))
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
    if (this.holds(folder, name)) {
      const init = this.#initOf(path.join(folder, name))
      if (init) return init
    }
    const own = [`${name}.pyi`, `${name}.py`].find(file => this.holds(folder, file))
    return own && path.join(folder, own)
  }

  /** The stubs of a package that are installed beside it. */
  #stubFor(folder: string, name: string): string | undefined {
    return this.holds(folder, `${name}-stubs`) ? this.#initOf(path.join(folder, `${name}-stubs`)) : undefined
  }

  #initOf(folder: string): string | undefined {
    const own = ['__init__.pyi', '__init__.py'].find(name => this.holds(folder, name))
    return own && path.join(folder, own)
  }

  /** The modules that the packages a file may use plug into pytest. https://docs.pytest.org/en/stable/how-to/writing_plugins.html#setuptools-entry-points */
  pytestPlugins(file: string): readonly string[] {
    const sites = this.#rootsOf(file).filter(isSite)
    return sites.flatMap(site => this.#pluginsIn(site))
  }

  /** Whether a folder holds a file or folder of a name. */
  holds(folder: string, name: string): boolean {
    const has = this.#namesIn(folder).has(name)
    if (isWatching()) note('holds', path.join(folder, name), () => String(has))
    return has
  }

  #isEmpty(folder: string): boolean {
    const isEmpty = this.#namesIn(folder).size === 0
    note('empty', folder, () => String(isEmpty))
    return isEmpty
  }

  #namesIn(folder: string): ReadonlySet<string> {
    const known = this.#listings.get(folder) ?? new Set(peekNames(folder))
    this.#listings.set(folder, known)
    return known
  }

  readonly #pluginsIn = oncePerName((site): readonly string[] => {
    const packages = namesIn(site)
      .filter(name => name.endsWith('.dist-info'))
      .sort()
    return packages.flatMap(name => pluginsOf(path.join(site, name, 'entry_points.txt')))
  })

  /** The folders that imports are looked up in: its packages' own, the project's root, `src`, and the environment's. */
  #rootsOf(file: string): readonly string[] {
    return this.#rootsFrom(path.dirname(file))
  }

  readonly #rootsFrom = oncePerName((folder): readonly string[] => {
    const project = outermostProject(folder)
    note('imports', folder)
    const named = this.#namedFor(folder)
    const venv = named.venv ?? environmentOf(project ?? folder)
    const usual = project ? [project, path.join(project, 'src')] : []
    const own = [...packageTopsOf(folder), ...(named.src ?? []), ...usual]
    return [...new Set([...own.filter(exists), ...(venv ? packageFoldersOf(venv) : [])])]
  })
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
