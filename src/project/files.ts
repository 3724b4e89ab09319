import type { Model, ModelOptions, Project } from '../semantics/model.ts'
import { PythonFile } from '../semantics/python-file.ts'
import { decode } from '../source/decode.ts'
import { read } from '../source/disk.ts'

/** For the files that others ask of, of which the user says nothing. */
export const ANY_PYTHON: ModelOptions = {
  target: 8,
  runtime: 'auto',
  coroutineFunctions: [],
  taskStarters: [],
  blockingCalls: [],
}

/** A tree takes a hundred times the room of its text: of the files looked into, this many characters' worth are kept. */
const KEPT_CHARACTERS = 2_000_000

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

/** The files whose code itself is asked about, the latest of them kept. */
export class Files {
  readonly #project: Project
  readonly #textOf: TextOf
  readonly #models = new Map<string, Model>()
  #kept = 0

  constructor(project: Project, textOf: TextOf) {
    this.#project = project
    this.#textOf = textOf
  }

  at(file: string): Model | undefined {
    const known = this.#models.get(file)
    this.#models.delete(file)
    const text = known ? undefined : this.#textOf(file)
    const model = known ?? (text === undefined ? undefined : new PythonFile(file, text, ANY_PYTHON, this.#project))
    if (!model) return undefined
    this.#models.set(file, model)
    this.#kept += text?.length ?? 0
    this.#forgetOldest()
    return model
  }

  #forgetOldest(): void {
    for (const [file, { tree }] of this.#models) {
      if (this.#kept <= KEPT_CHARACTERS || this.#models.size <= 1) return
      this.#models.delete(file)
      this.#kept -= tree.source.length
    }
  }
}
