import { type Answer, foundFor, relyOn } from '../grounds.ts'
import { LibraryFile } from '../semantics/library-file.ts'
import type { ModelOptions, Project } from '../semantics/model.ts'
import { PythonFile } from '../semantics/python-file.ts'
import { decode } from '../source/decode.ts'
import { read } from '../source/disk.ts'

/** For the files that others ask of, of which the user says nothing. */
const ANY_PYTHON: ModelOptions = {
  target: 8,
  runtime: 'auto',
  coroutineFunctions: [],
  taskStarters: [],
  blockingCalls: [],
}

/** A tree takes a hundred times the room of its text: of the files looked into, this many characters' worth are kept. */
const KEPT_CHARACTERS = 8_000_000

/** The text of the Python file at an absolute path; undefined where it cannot be read or decoded. */
export type TextOf = (file: string) => string | undefined

/** The text that the disk holds. */
export const textOnDisk: TextOf = file => {
  try {
    return decode(file, read(file)).text
  } catch {
    return undefined
  }
}

interface Looked extends Answer {
  model: PythonFile | undefined
}

/** Files that are looked into, the latest of them kept; without a project each as it reads alone. */
export class Files {
  readonly #textOf: TextOf
  readonly #project: Project | undefined
  readonly #files = new Map<string, Looked>()
  #kept = 0

  constructor(textOf: TextOf, project?: Project) {
    this.#textOf = textOf
    this.#project = project
  }

  at(file: string): PythonFile | undefined {
    const known = this.#files.get(file)
    if (known) relyOn(known)
    const looked = known ?? this.#lookInto(file)
    this.#files.delete(file)
    this.#files.set(file, looked)
    if (!known) this.#forgetOldest()
    return looked.model
  }

  #lookInto(file: string): Looked {
    const looked: Looked = { model: undefined }
    const text = foundFor(looked, () => this.#textOf(file))
    const Kind = this.#project ? PythonFile : LibraryFile
    if (text !== undefined) looked.model = new Kind(file, text, ANY_PYTHON, this.#project)
    this.#kept += sizeOf(looked)
    return looked
  }

  #forgetOldest(): void {
    for (const [file, looked] of this.#files) {
      if (this.#kept <= KEPT_CHARACTERS || this.#files.size <= 1) return
      this.#files.delete(file)
      this.#kept -= sizeOf(looked)
    }
  }
}

function sizeOf({ model }: Looked): number {
  return model?.tree.source.length ?? 0
}
