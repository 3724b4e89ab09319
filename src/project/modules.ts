import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { standardModules } from '../knowledge/python-names.ts'
import type { Model, ModelOptions, Module, Project } from '../semantics/model.ts'
import { PythonFile } from '../semantics/python-file.ts'
import { decode } from '../source/decode.ts'
import { environmentOf, packageFoldersOf } from './environment.ts'
import { outermostProject, packageTopsOf } from './roots.ts'

/** For the files that others ask of, of which the user says nothing. */
export const ANY_PYTHON: ModelOptions = { target: 8, runtime: 'auto', coroutineFunctions: [], blockingCalls: [] }

/** A tree takes a hundred times the room of its text: of the modules looked up, this many characters' worth are kept. */
const KEPT_CHARACTERS = 8_000_000

/** Finds the modules that code imports, and reads them when a question leads there. */
export class Modules {
  readonly #project: Project
  readonly #venvFor: (file: string) => string | undefined
  readonly #folders = new Map<string, ReadonlySet<string>>()
  readonly #roots = new Map<string, readonly string[]>()
  readonly #models = new Map<string, Model>()
  #kept = 0

  constructor(project: Project, venvFor: (file: string) => string | undefined) {
    this.#project = project
    this.#venvFor = venvFor
  }

  /** The module with a dotted name, as the file at a path would import it; leading dots are those of a relative import. */
  named(dotted: string, from: string): Module | undefined {
    const file = path.resolve(from)
    const [, dots = '', name = ''] = /^(\.*)(.*)$/.exec(dotted) ?? []
    const parts = name.split('.').filter(Boolean)
    if (dots) return this.#below([this.#folderAbove(file, dots.length)], parts)
    // The standard library's modules are known from tables; what a project calls like one may be either.
    if (standardModules.has(parts[0] ?? '')) return undefined
    return this.#below(this.#rootsOf(file), parts)
  }

  #folderAbove(file: string, dots: number): string {
    let folder = path.dirname(file)
    for (let level = 1; level < dots; level++) folder = path.dirname(folder)
    return folder
  }

  /** The module with a path of names below one of some folders; folders without `__init__` count only where nothing else does. */
  #below(folders: readonly string[], names: readonly string[]): Module | undefined {
    const [name, ...rest] = names
    if (name === undefined) return this.#package(folders)
    for (const folder of folders) {
      const file = this.#fileFor(folder, name)
      if (!file) continue
      const isPackage = /^__init__\./.test(path.basename(file))
      const inner = isPackage ? [path.dirname(file)] : []
      return rest.length === 0 ? this.#module(file, inner) : this.#below(inner, rest)
    }
    const spaces = folders.map(folder => path.join(folder, name)).filter(folder => this.#entries(folder).size > 0)
    return spaces.length > 0 ? this.#below(spaces, rest) : undefined
  }

  #package(folders: readonly string[]): Module | undefined {
    const [folder] = folders
    if (folder === undefined) return undefined
    const own = this.#initOf(folder)
    return own ? this.#module(own, folders) : { model: undefined, child: name => this.#below(folders, [name]) }
  }

  #module(file: string, inner: readonly string[]): Module {
    const read = () => this.#read(file)
    return {
      get model() {
        return read()
      },
      child: name => (inner.length > 0 ? this.#below(inner, [name]) : undefined),
    }
  }

  /** The file of a module in a folder: what declares it goes before what defines it, as in PEP 561. */
  #fileFor(folder: string, name: string): string | undefined {
    const entries = this.#entries(folder)
    if (entries.has(name)) {
      const init = this.#initOf(path.join(folder, name))
      if (init) return init
    }
    const own = [`${name}.pyi`, `${name}.py`].find(file => entries.has(file))
    return own && path.join(folder, own)
  }

  #initOf(folder: string): string | undefined {
    const own = ['__init__.pyi', '__init__.py'].find(name => this.#entries(folder).has(name))
    return own && path.join(folder, own)
  }

  #entries(folder: string): ReadonlySet<string> {
    const known = this.#folders.get(folder)
    if (known) return known
    let names: string[] = []
    try {
      names = readdirSync(folder)
    } catch {
      // No folder, or none that can be read: nothing is found there.
    }
    const entries = new Set(names)
    this.#folders.set(folder, entries)
    return entries
  }

  /** The folders that imports are looked up in: its packages' own, the project's root, `src`, and the environment's. */
  #rootsOf(file: string): readonly string[] {
    const folder = path.dirname(file)
    const known = this.#roots.get(folder)
    if (known) return known
    const project = outermostProject(folder)
    const venv = this.#venvFor(file) ?? environmentOf(project ?? folder)
    const own = [...packageTopsOf(folder), ...(project ? [project, path.join(project, 'src')] : [])].filter(existsSync)
    const roots = [...new Set([...own, ...(venv ? packageFoldersOf(venv) : [])])]
    this.#roots.set(folder, roots)
    return roots
  }

  #read(file: string): Model | undefined {
    const known = this.#models.get(file)
    if (known) {
      this.#models.delete(file)
      this.#models.set(file, known)
      return known
    }
    try {
      const { text } = decode(file, readFileSync(file))
      const model = new PythonFile(file, text, ANY_PYTHON, this.#project)
      this.#models.set(file, model)
      this.#kept += text.length
      this.#forgetOldest()
      return model
    } catch {
      return undefined
    }
  }

  #forgetOldest(): void {
    for (const [file, { tree }] of this.#models) {
      if (this.#kept <= KEPT_CHARACTERS || this.#models.size <= 1) return
      this.#models.delete(file)
      this.#kept -= tree.source.length
    }
  }
}
