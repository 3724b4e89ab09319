import path from 'node:path'
import type { Matter, Model, Project, PytestSetup } from '../semantics/model.ts'
import type { ModuleEntity } from '../semantics/types/entities.ts'
import type { ImportPaths } from '../source/config.ts'
import { addLook, hashOf, note } from '../source/disk.ts'
import type { Store } from '../source/store.ts'
import { Asynchrony } from './asynchrony/asynchrony.ts'
import { entryPoint } from './entry-points.ts'
import { Files, textOnDisk } from './files.ts'
import { Finder } from './finder.ts'
import { Library } from './library.ts'
import { freeMemory } from './memory.ts'
import { Mentions } from './mentions.ts'
import { pytestSetup } from './pytest-setup.ts'
import { Searches, type SearchNews } from './searches.ts'
import { Summaries, type SummaryNews } from './summaries.ts'

/** Where the user says that a file's imports are looked up. */
type NamedFor = (file: string) => ImportPaths

/** What one process has found for others. */
export interface News {
  readonly searches: readonly SearchNews[]
  readonly summaries: readonly SummaryNews[]
}

/** What goes before the disk, and what is shared with a project that it does not go before. */
interface Beside {
  readonly texts?: ReadonlyMap<string, string>
  readonly given?: Set<string>
  readonly named?: Set<string>
  /** Of what is in the store only what goes by this `id` counts. */
  readonly id?: string
  readonly searches?: Searches
}

/** All that the files of a project say of each other, read when it is asked. */
export class ProjectFiles implements Project {
  readonly #searches: Searches
  readonly #mentions: Mentions
  readonly #files: Files
  readonly #asynchrony = new Asynchrony(file => this.moduleAt(file))
  readonly #library: Library
  readonly #summaries: Summaries
  readonly #namedFor: NamedFor
  readonly #given: Set<string>
  readonly #named: Set<string>

  /** In the store is what an earlier run found; `texts` and the rest of what goes before the disk come from `with`. */
  constructor(
    namedFor: NamedFor = () => ({}),
    store?: Store,
    { texts = new Map(), given = new Set(), named = new Set(), searches = new Searches(store), id }: Beside = {},
  ) {
    const textOf = (file: string) => texts.get(file) ?? textOnDisk(file)
    const importsIn = (folder: string) => namedFor(path.join(folder, 'x.py'))
    addLook('imports', { now: folder => JSON.stringify(importsIn(folder)) })
    addLook('given', { now: file => String(given.has(file)) })
    addLook('named', { now: file => String(named.has(file)) })
    addLook('all given', { now: () => hashOf([...given].sort().join('\0')) })
    this.#files = new Files(textOf, this)
    this.#summaries = new Summaries(store, id)
    this.#library = new Library(new Finder(importsIn), textOf, this.#summaries)
    this.#namedFor = namedFor
    this.#searches = searches
    this.#mentions = new Mentions(searches, this.#library)
    this.#given = given
    this.#named = named
  }

  with(texts: ReadonlyMap<string, string>): ProjectFiles {
    const beside = { given: this.#given, named: this.#named, searches: this.#searches }
    return new ProjectFiles(this.#namedFor, undefined, { texts, ...beside })
  }

  give(files: Iterable<string>, named: Iterable<string>): void {
    for (const file of files) this.#given.add(path.resolve(file))
    for (const file of named) this.#named.add(path.resolve(file))
  }

  isGiven(file: string): boolean {
    const full = path.resolve(file)
    note('given', full)
    return this.#given.has(full)
  }

  isNamed(file: string): boolean {
    const full = path.resolve(file)
    note('named', full)
    return this.#named.has(full)
  }

  /** By which it is known whether two processes go on from the same. */
  get id(): string {
    return this.#summaries.id
  }

  /** What was found since this was last asked that others need not find again. */
  takeNews(): News {
    return { searches: this.#searches.takeNews(), summaries: this.#summaries.takeNews() }
  }

  /** Takes the news of another process. */
  hear({ searches, summaries }: News): void {
    this.#searches.learn(searches)
    this.#summaries.learn(summaries)
  }

  /** Keeps in the store what the next run may need. */
  save(): void {
    this.#searches.save()
    this.#summaries.save()
  }

  filesNaming(name: string, from: string): readonly string[] {
    note('all given', '')
    return this.#mentions.naming(name, from, this.#given)
  }

  filesInheriting(name: string, from: string): readonly string[] {
    note('all given', '')
    return this.#mentions.inheriting(name, from, this.#given)
  }

  entryPoint(name: string, from: string): string | undefined {
    return entryPoint(name, path.resolve(from))
  }

  learn(file: Model): void {
    this.#library.learn(path.resolve(file.path), file.tree.source)
    freeMemory()
  }

  mattersIn(file: string, text: string): Matter | undefined {
    return this.#asynchrony.mattersIn(text, this.moduleAt(file))
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
