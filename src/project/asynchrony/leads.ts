import { type Answer, foundFor, relyOn } from '../../grounds.ts'
import type { ModuleEntity } from '../../semantics/types/entities.ts'
import type { Definition, Definitions, Mention } from './definitions.ts'
import type { Import } from './imports.ts'

/** Where names lead: to definitions, and maybe through an import statement that names something asynchronous. */
export class Lead {
  readonly definitions = new Set<Definition>()
  gives = false

  add({ definitions, gives }: Lead): void {
    for (const each of definitions) this.definitions.add(each)
    this.gives ||= gives
  }
}

/** The attributes that are asked of a name, one of the other; undefined where the name is no value by itself. */
type Attributes = readonly string[] | undefined

/** A question where something leads, and what is found. */
interface Question extends Answer {
  readonly key: string
  lead: Lead
  /** Its place among those that are open. */
  readonly at: number
}

/** Follows names through what modules import of each other. */
export class Leads {
  readonly #definitionsOf: (module: ModuleEntity) => Definitions
  readonly #questions = new Map<string, Question>()
  /** What is being found, and with it what leads back to that: of a circle the answer is known where the outermost ends. */
  readonly #open: Question[] = []
  /** The place of the outermost to which what is being found leads back. */
  #outermost = Number.POSITIVE_INFINITY

  constructor(definitionsOf: (module: ModuleEntity) => Definitions) {
    this.#definitionsOf = definitionsOf
  }

  /** Where the mentioned name leads, in code of a module. */
  of(mention: Mention, home: Definitions): Lead {
    const [name = '', ...attributes] = mention.split(/[.?]/)
    const lead = new Lead()
    this.#follow(name, mention.endsWith('?') ? undefined : attributes, home, lead)
    return lead
  }

  /** Where all names of a module lead. */
  ofAll(module: ModuleEntity | undefined): Lead {
    return this.#recall('*', module, ({ imports, statements, stars }, lead, module) => {
      for (const name of [...imports.keys(), ...statements.keys()]) lead.add(this.#named(name, undefined, module))
      for (const star of stars) lead.add(this.ofAll(module.find(star.module)))
    })
  }

  #named(name: string, attributes: Attributes, module: ModuleEntity | undefined): Lead {
    return this.#recall([name, ...(attributes ?? ['?'])].join('.'), module, (home, lead) => {
      const isBound = home.imports.has(name) || home.statements.has(name)
      this.#follow(name, attributes, home, lead)
      if (!isBound && home.statements.has('__getattr__')) this.#follow('__getattr__', attributes, home, lead)
      lead.add(this.#within(home.module.child(name), attributes))
    })
  }

  #recall(
    what: string,
    module: ModuleEntity | undefined,
    find: (home: Definitions, lead: Lead, module: ModuleEntity) => void,
  ): Lead {
    const lead = new Lead()
    if (!module || module.origin === 'standard library') return lead
    const key = `${module.path}\0${what}`
    const known = this.#questions.get(key)
    if (known) {
      relyOn(known)
      if (this.#open[known.at] === known) this.#outermost = Math.min(this.#outermost, known.at)
      return known.lead
    }
    const question: Question = { key, lead, at: this.#open.length }
    const around = this.#outermost
    this.#outermost = Number.POSITIVE_INFINITY
    this.#questions.set(key, question)
    this.#open.push(question)
    let isFound = false
    try {
      foundFor(question, () => find(this.#definitionsOf(module), lead, module))
      isFound = true
    } finally {
      const isInCircle = this.#outermost < question.at
      if (!isFound) for (const each of this.#open.splice(question.at)) this.#questions.delete(each.key)
      else if (!isInCircle) for (const each of this.#open.splice(question.at)) each.lead = lead
      this.#outermost = isInCircle ? Math.min(around, this.#outermost) : around
    }
    return lead
  }

  #follow(name: string, attributes: Attributes, home: Definitions, lead: Lead): void {
    const imports = home.imports.get(name) ?? []
    const statements = home.statements.get(name) ?? []
    for (const each of statements) lead.definitions.add(each)
    for (const each of imports) {
      lead.gives ||= each.gives
      lead.add(this.#imported(each, attributes, home))
    }
    // What is bound more than once, or is only taken for bound, may be a star's.
    for (const star of home.stars) lead.add(this.#named(name, attributes, home.module.find(star.module)))
  }

  #imported({ module, of }: Import, attributes: Attributes, home: Definitions): Lead {
    const from = home.module.find(module)
    return of === undefined ? this.#within(from, attributes) : this.#named(of, attributes, from)
  }

  /** Follows what is asked of a module; of one that is handed on it may be anything. */
  #within(module: ModuleEntity | undefined, attributes: Attributes): Lead {
    if (!module || !attributes) return new Lead()
    const [name, ...others] = attributes
    return name === undefined ? this.ofAll(module) : this.#named(name, others, module)
  }
}
