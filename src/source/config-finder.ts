import path from 'node:path'
import { type Config, type Project, readProject } from './config.ts'
import { exists } from './disk.ts'
import { matchesAny } from './patterns.ts'
import { shownPath } from './shown-path.ts'
import { UsageError } from './usage-error.ts'

/** The configuration that holds for a file. */
export interface LoadedConfig {
  readonly config: Config
  /** The folder that the patterns in it are relative to. */
  readonly root: string
  /** The lowest Python minor version by `requires-python`, if a pyproject.toml says one. */
  readonly requiresPython: number | undefined
}

/** Finds the configuration for files by the pyproject.toml files above them: the nearest with `[tool.aiomend]` holds. */
export class ConfigFinder {
  readonly #isPitfall: (name: string) => boolean
  readonly #explicit: LoadedConfig | undefined
  readonly #projects = new Map<string, Project | UsageError | undefined>()
  readonly #byFolder = new Map<string, LoadedConfig>()

  /** `explicit` is a file that holds for every path, with patterns relative to the working directory. */
  constructor(isPitfall: (name: string) => boolean, explicit?: string) {
    this.#isPitfall = isPitfall
    if (explicit === undefined) return
    if (!exists(explicit)) throw new UsageError(`${explicit}: no such configuration file`)
    const { config, requiresPython } = readProject(explicit, isPitfall)
    if (!config) throw new UsageError(`${explicit}: it has no [tool.aiomend] table`)
    this.#explicit = { config, requiresPython, root: process.cwd() }
  }

  /** Throws `UsageError` where the file that would hold cannot be read. */
  for(file: string): LoadedConfig {
    return this.#explicit ?? this.#forFolder(path.dirname(path.resolve(file)))
  }

  /** Whether `exclude` leaves a file out, of its own configuration or of one further up. */
  excludes(file: string): boolean {
    const full = path.resolve(file)
    if (this.#explicit) return matchesAny(this.#explicit.config.exclude, full, this.#explicit.root)
    for (const folder of foldersAbove(full)) {
      const project = this.#own(folder)
      if (project && !(project instanceof UsageError) && matchesAny(project.config?.exclude, full, folder)) return true
    }
    return false
  }

  #forFolder(folder: string): LoadedConfig {
    const known = this.#byFolder.get(folder)
    if (known) return known
    const project = this.#own(folder)
    if (project instanceof UsageError) throw project
    const parent = path.dirname(folder)
    const above = project?.config || parent === folder ? undefined : this.#forFolder(parent)
    const loaded: LoadedConfig = {
      config: project?.config ?? above?.config ?? {},
      root: project?.config ? folder : (above?.root ?? folder),
      requiresPython: project ? project.requiresPython : above?.requiresPython,
    }
    this.#byFolder.set(folder, loaded)
    return loaded
  }

  /** What the pyproject.toml in a folder says, or why it cannot be read. */
  #own(folder: string): Project | UsageError | undefined {
    if (this.#projects.has(folder)) return this.#projects.get(folder)
    const file = path.join(folder, 'pyproject.toml')
    let found: Project | UsageError | undefined
    try {
      found = exists(file) ? readProject(shownPath(file), this.#isPitfall) : undefined
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      found = error
    }
    this.#projects.set(folder, found)
    return found
  }
}

/** The folders that a file lies in, the outermost first. */
function foldersAbove(file: string): string[] {
  const folders: string[] = []
  for (let at = path.dirname(file); ; at = path.dirname(at)) {
    folders.unshift(at)
    if (path.dirname(at) === at) return folders
  }
}
