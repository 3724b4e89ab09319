import path from 'node:path'
import type { Model, Project } from '../semantics/model.ts'
import type { ModuleEntity } from '../semantics/types/entities.ts'
import type { ImportPaths } from '../source/config.ts'
import { Files } from './files.ts'
import { Finder } from './finder.ts'
import { Library } from './library.ts'
import { freeMemory } from './memory.ts'
import { Mentions } from './mentions.ts'

/** All that the files of a project say of each other, read when it is asked. */
export class ProjectFiles implements Project {
  readonly #mentions = new Mentions()
  readonly #files = new Files(this)
  readonly #library: Library

  /** `namedFor` gives where the user says that a file's imports are looked up. */
  constructor(namedFor: (file: string) => ImportPaths = () => ({})) {
    this.#library = new Library(new Finder(namedFor))
  }

  learn(file: Model): void {
    this.#library.learn(path.resolve(file.path), file)
    freeMemory()
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
