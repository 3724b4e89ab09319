import path from 'node:path'
import { type Answer, aside, foundFor, once, relyOn } from '../grounds.ts'
import type { ModuleSummary } from '../semantics/summary/summary.ts'
import type { ModuleEntity } from '../semantics/types/entities.ts'
import { PYTHON_OR_STUB } from '../source/discover.ts'
import { note } from '../source/disk.ts'
import { shownPath } from '../source/shown-path.ts'
import type { Library } from './library.ts'
import { freeMemory } from './memory.ts'
import { packageTopsOf } from './roots.ts'

interface Summary extends Answer {
  read: ModuleSummary | undefined
}

/** A module of the project or an installed one; a namespace package where its path is a folder's. */
export class FileModule implements ModuleEntity {
  readonly path: string
  readonly isStub: boolean
  readonly origin: ModuleEntity['origin']
  readonly #folders: readonly string[]
  readonly #library: Library
  #summary: Summary | undefined

  constructor(file: string, folders: readonly string[], library: Library) {
    this.path = file
    this.isStub = file.endsWith('.pyi')
    this.origin = /[/\\]site-packages[/\\]/.test(file) ? 'installed' : 'project'
    this.#folders = folders
    this.#library = library
  }

  get name(): string {
    return nameOf(this)
  }

  shownAt(line: number | undefined): string {
    // Where it stands is no part of what a file says.
    note('read', this.path)
    return `${shownPath(this.path)}:${line}`
  }

  get shown(): string {
    return shownPath(this.path)
  }

  get summary(): ModuleSummary | undefined {
    if (this.#summary) relyOn(this.#summary)
    else {
      this.#summary = { read: undefined }
      this.#summary.read = foundFor(this.#summary, () => this.#read())
    }
    return this.#summary.read
  }

  #read(): ModuleSummary | undefined {
    const { files, summaries } = this.#library
    if (!PYTHON_OR_STUB.test(this.path)) return undefined
    const content = summaries.areKept ? summaries.contentOf(this.path) : undefined
    freeMemory()
    const summary = summaries.of(this.path, content, () => aside(() => files.at(this.path)))
    // What follows from what a file says does not rest on all else that is in it.
    if (summary && content !== undefined) note('says', this.path, () => content)
    else note('read', this.path)
    return summary
  }

  find(dotted: string): ModuleEntity | undefined {
    return this.#library.find(dotted, this.path)
  }

  child(name: string): ModuleEntity | undefined {
    return this.#library.child(this.#folders, name)
  }

  conftests(): readonly ModuleEntity[] {
    return this.#library.conftestsFor(this.path)
  }

  plugins(): readonly ModuleEntity[] {
    return this.#library.pluginsFor(this.path)
  }
}

/** The dotted name under which the file's own package imports it. */
const nameOf = once(({ path: file }: FileModule): string => {
  const [top = ''] = packageTopsOf(path.dirname(file))
  const parts = path.relative(top, file.replace(/\.pyi?$/, '')).split(path.sep)
  if (parts.at(-1) === '__init__') parts.pop()
  return parts.join('.').replace(/^(\w+)-stubs(?=\.|$)/, '$1')
})
