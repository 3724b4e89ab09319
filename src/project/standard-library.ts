import { readFileSync } from 'node:fs'
import { standardModules } from '../knowledge/python-names.ts'
import { inPackage } from '../package.ts'
import type { ModuleSummary } from '../semantics/summary/summary.ts'
import type { ModuleEntity } from '../semantics/types/entities.ts'

interface Line extends ModuleSummary {
  readonly module: string
  readonly isPackage?: true
}

const PREFIX = '{"module":"'

/** The modules of the standard library, as typeshed declares them for the newest Python; each is decoded when it is asked for. */
class StandardLibrary {
  readonly #lines = new Map<string, Buffer>()
  readonly #modules = new Map<string, ModuleEntity>()

  constructor() {
    const bytes = readFileSync(inPackage('knowledge', 'typeshed.jsonl'))
    for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
      end = bytes.indexOf('\n', start)
      if (end < 0) end = bytes.length
      const name = start + PREFIX.length
      if (bytes.toString('latin1', start, name) !== PREFIX) continue
      this.#lines.set(bytes.toString('latin1', name, bytes.indexOf('"', name)), bytes.subarray(start, end))
    }
  }

  find(name: string): ModuleEntity | undefined {
    const known = this.#modules.get(name)
    const line = this.#lines.get(name)
    if (known || line === undefined) return known
    const module = new StandardModule(name, line, this)
    this.#modules.set(name, module)
    return module
  }
}

class StandardModule implements ModuleEntity {
  readonly name: string
  readonly path: string
  readonly shown: string
  readonly origin: ModuleEntity['origin']
  readonly isStub = true
  readonly #library: StandardLibrary
  readonly #line: Buffer
  #summary: Line | undefined

  constructor(name: string, line: Buffer, library: StandardLibrary) {
    this.name = name
    this.path = `<${name}>`
    this.shown = this.path
    this.origin = standardModules.has(name.replace(/\..*/, '')) ? 'standard library' : 'typeshed'
    this.#line = line
    this.#library = library
  }

  shownAt(line: number | undefined): string {
    return `${this.shown}:${line}`
  }

  get summary(): Line {
    this.#summary ??= JSON.parse(this.#line.toString()) as Line
    return this.#summary
  }

  find(dotted: string): ModuleEntity | undefined {
    const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(dotted) ?? []
    if (!dots) return this.#library.find(rest)
    const parts = this.name.split('.')
    const up = this.summary.isPackage ? dots.length - 1 : dots.length
    return this.#library.find([...parts.slice(0, parts.length - up), ...(rest ? [rest] : [])].join('.'))
  }

  child(name: string): ModuleEntity | undefined {
    return this.#library.find(`${this.name}.${name}`)
  }
}

let library: StandardLibrary | undefined

export function standardModule(name: string): ModuleEntity | undefined {
  library ??= new StandardLibrary()
  return library.find(name)
}
