import type { ModelOptions, Project } from '../semantics/model.ts'
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

/** Files that are looked into, the latest of them kept; without a project each as it reads alone. */
export class Files {
  readonly #textOf: TextOf
  readonly #project: Project | undefined
  readonly #models = new Map<string, PythonFile>()
  #kept = 0

  constructor(textOf: TextOf, project?: Project) {
    this.#textOf = textOf
    this.#project = project
  }

  at(file: string): PythonFile | undefined {
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
