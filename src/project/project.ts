import path from 'node:path'
import type { Model, Project } from '../semantics/model.ts'
import type { ModuleEntity } from '../semantics/types/entities.ts'
import { Files } from './files.ts'
import { Finder } from './finder.ts'
import { Library } from './library.ts'
import { Mentions } from './mentions.ts'

/** All that the files of a project say of each other, read when it is asked. */
export class ProjectFiles implements Project {
  readonly #mentions = new Mentions()
  readonly #files = new Files(this)
  readonly #library: Library

  /** `venvFor` gives the environment that the user names for a file; without one it is looked for. */
  constructor(venvFor: (file: string) => string | undefined = () => undefined) {
    this.#library = new Library(new Finder(venvFor))
  }

  moduleAt(file: string): ModuleEntity {
    return this.#library.at(path.resolve(file))
  }

  fileAt(file: string): Model | undefined {
    return this.#files.at(file)
  }

  patchesOf(file: string, reference: string): ReturnType<Project['patchesOf']> {
    return this.#mentions.patchesOf(file, reference)
  }

  isNamedElsewhere(file: string, name: string): boolean {
    return this.#mentions.isNamedElsewhere(file, name)
  }
}
