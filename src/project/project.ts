import path from 'node:path'
import type { Model, Project, PytestSetup } from '../semantics/model.ts'
import type { ModuleEntity } from '../semantics/types/entities.ts'
import type { ImportPaths } from '../source/config.ts'
import { Asynchrony } from './asynchrony.ts'
import { entryPoint } from './entry-points.ts'
import { Files, textOnDisk } from './files.ts'
import { Finder } from './finder.ts'
import { Library } from './library.ts'
import { freeMemory } from './memory.ts'
import { Mentions } from './mentions.ts'
import { pytestSetup } from './pytest-setup.ts'

/** All that the files of a project say of each other, read when it is asked. */
export class ProjectFiles implements Project {
  readonly #mentions: Mentions
  readonly #files: Files
  readonly #asynchrony = new Asynchrony()
  readonly #library: Library
  readonly #namedFor: (file: string) => ImportPaths
  readonly #given: Set<string>

  /** `namedFor` gives where the user says that a file's imports are looked up, `texts` what goes before the disk's. */
  constructor(
    namedFor: (file: string) => ImportPaths = () => ({}),
    texts: ReadonlyMap<string, string> = new Map(),
    given: Iterable<string> = [],
    mentions = new Mentions(),
  ) {
    const textOf = (file: string) => texts.get(file) ?? textOnDisk(file)
    this.#files = new Files(textOf, this)
    this.#library = new Library(new Finder(namedFor), textOf)
    this.#namedFor = namedFor
    this.#mentions = mentions
    this.#given = new Set(given)
  }

  with(texts: ReadonlyMap<string, string>): ProjectFiles {
    return new ProjectFiles(this.#namedFor, texts, this.#given, this.#mentions)
  }

  give(files: Iterable<string>): void {
    for (const file of files) this.#given.add(path.resolve(file))
  }

  isGiven(file: string): boolean {
    return this.#given.has(path.resolve(file))
  }

  filesNaming(name: string, from: string): readonly string[] {
    return this.#mentions.naming(name, from, this.#given)
  }

  entryPoint(name: string, from: string): string | undefined {
    return entryPoint(name, path.resolve(from))
  }

  learn(file: Model): void {
    this.#library.learn(path.resolve(file.path), file.tree.source)
    freeMemory()
  }

  /** Whether a file with this text can hold anything that matters to an event loop, itself or by what it imports. */
  mayMatter(file: string, text: string): boolean {
    return this.#asynchrony.mayMatterIn(text, this.moduleAt(file))
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

  modulesDefining(file: string, name: string): readonly ModuleEntity[] {
    return this.#mentions.definersOf(file, name).map(each => this.moduleAt(each))
  }

  isNamedElsewhere(file: string, name: string): boolean {
    return this.#mentions.isNamedElsewhere(file, name)
  }

  pytestSetup(file: string): PytestSetup {
    return pytestSetup(path.dirname(path.resolve(file)))
  }
}
