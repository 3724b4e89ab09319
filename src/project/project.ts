import type { Module, Project } from '../semantics/model.ts'
import { Mentions } from './mentions.ts'
import { Modules } from './modules.ts'

/** All that the files of a project say of each other, read when it is asked. */
export class ProjectFiles implements Project {
  readonly #mentions = new Mentions()
  readonly #modules: Modules

  /** `venvFor` gives the environment that the user names for a file; without one it is looked for. */
  constructor(venvFor: (file: string) => string | undefined = () => undefined) {
    this.#modules = new Modules(this, venvFor)
  }

  moduleNamed(name: string, path: string): Module | undefined {
    return this.#modules.named(name, path)
  }

  patchesOf(path: string, reference: string): ReturnType<Project['patchesOf']> {
    return this.#mentions.patchesOf(path, reference)
  }

  isNamedElsewhere(path: string, name: string): boolean {
    return this.#mentions.isNamedElsewhere(path, name)
  }
}
