import path from 'node:path'
import { type Answer, foundFor, relyOn } from '../grounds.ts'
import { standardModules } from '../knowledge/python-names.ts'
import type { ModuleEntity } from '../semantics/types/entities.ts'
import { addLook, note, stampOf } from '../source/disk.ts'
import { FileModule } from './file-module.ts'
import { Files, type TextOf } from './files.ts'
import type { Finder, Location } from './finder.ts'
import { standardModule } from './standard-library.ts'
import type { Summaries } from './summaries.ts'

/** Modules outside the standard library that typeshed declares beside it: what is installed only imitates it. */
const TYPING_HELPERS: readonly string[] = ['typing_extensions', '_typeshed', 'mypy_extensions']

/** Packages without annotations of their own, which typeshed declares. */
const STUBBED: readonly string[] = ['aiofiles']

/** Tests lie this many folders below their outermost `conftest.py` at most. */
const FARTHEST_CONFTEST = 8

/** The modules that code imports, each read when a question leads to it and kept as its summary. */
export class Library {
  /** The files whose summaries are read, which say what they say whoever asks. */
  readonly files: Files
  readonly summaries: Summaries
  readonly #textOf: TextOf
  readonly #texts = new Map<string, Text>()
  readonly #finder: Finder
  readonly #modules = new Map<string, ModuleEntity>()

  constructor(finder: Finder, textOf: TextOf, summaries: Summaries) {
    this.#finder = finder
    this.#textOf = textOf
    this.summaries = summaries
    this.files = new Files(file => this.textOf(file))
    if (summaries.areKept) {
      const again = (file: string, before: string) => summaries.again(file, before, () => this.at(file).summary)
      addLook('says', { now: stampOf, again, kept: (file, what) => summaries.kept(file, what) })
    }
  }

  /** The text of the file at an absolute path, the same each time; undefined where it cannot be read or decoded. */
  textOf(file: string): string | undefined {
    return this.#kept(file, () => this.#textOf(file))
  }

  #kept(file: string, find: () => string | undefined): string | undefined {
    const known = this.#texts.get(file)
    if (known) relyOn(known)
    const text: Text = known ?? { text: undefined }
    if (!known) text.text = foundFor(text, find)
    this.#texts.set(file, text)
    return text.text
  }

  /** The module with a dotted name, as the file at an absolute path would import it. */
  find(dotted: string, from: string): ModuleEntity | undefined {
    const [first = ''] = dotted.split('.')
    if (TYPING_HELPERS.includes(first)) return standardModule(dotted)
    if (first && (standardModules.has(first) || STUBBED.includes(first))) {
      // What a project calls like a standard module may be either.
      return this.#finder.isOwn(first, from) ? undefined : standardModule(dotted)
    }
    return this.#at(this.#finder.find(dotted, from)) ?? standardModule(dotted)
  }

  /** The module in a file. */
  at(file: string): ModuleEntity {
    const isInit = /^__init__\.pyi?$/.test(path.basename(file))
    const known = this.#modules.get(file) ?? new FileModule(file, isInit ? [path.dirname(file)] : [], this)
    this.#modules.set(file, known)
    return known
  }

  /** The `conftest.py` files in the folders around a file, the nearest first. */
  conftestsFor(file: string): readonly ModuleEntity[] {
    const found: ModuleEntity[] = []
    for (let at = path.dirname(file), level = 0; level < FARTHEST_CONFTEST; at = path.dirname(at), level++) {
      const conftest = path.join(at, 'conftest.py')
      if (conftest !== file && this.#finder.holds(at, 'conftest.py')) found.push(this.at(conftest))
      if (path.dirname(at) === at) break
    }
    return found
  }

  /** The modules that installed packages name as pytest's plugins. */
  pluginsFor(file: string): readonly ModuleEntity[] {
    return this.#finder.pytestPlugins(file).flatMap(name => this.find(name, file) ?? [])
  }

  /** Takes the text of a file from one who has read it already. */
  learn(file: string, text: string): void {
    this.#kept(file, () => {
      note('read', file)
      return text
    })
  }

  child(folders: readonly string[], name: string): ModuleEntity | undefined {
    return folders.length > 0 ? this.#at(this.#finder.below(folders, [name])) : undefined
  }

  #at(location: Location | undefined): ModuleEntity | undefined {
    if (!location) return undefined
    if (location.file !== undefined) return this.at(location.file)
    const [folder = ''] = location.folders
    const known = this.#modules.get(folder) ?? new FileModule(folder, location.folders, this)
    this.#modules.set(folder, known)
    return known
  }
}

interface Text extends Answer {
  text: string | undefined
}
