import { type Answer, aside, foundFor, once, relyOn } from '../../grounds.ts'
import type { Matter } from '../../semantics/model.ts'
import type { ModuleEntity } from '../../semantics/types/entities.ts'
import { fixturesAround, mayTakeFixtures, PLUGINS, pluginsListedBy } from '../../semantics/types/fixtures.ts'
import { PYTHON_OR_STUB } from '../../source/discover.ts'
import { addLook, contentSeen, hashIn, hashOf, note, read, stampIn, stampOf } from '../../source/disk.ts'
import { codeOf } from './code.ts'
import {
  type Definition,
  type Definitions,
  definitionsIn,
  givesIn,
  mentionsOf,
  textOf,
  wholeOf,
} from './definitions.ts'
import { type Lead, Leads } from './leads.ts'
import { mayStartThreads } from './words.ts'

/**
 * Which files can hold anything that matters to an event loop or to threads: those that speak of asynchronous code or of
 * threads, and those with names that lead, from definition to definition, to one that does. Only texts are searched; the
 * others need not be parsed.
 */
export class Asynchrony {
  readonly #leads = new Leads(module => this.#definitionsOf(module))
  readonly #known = new Map<Definition, Answer & { gives: boolean }>()

  constructor(moduleAt: (file: string) => ModuleEntity) {
    const again = (file: string, before: string) => {
      const hash = hashOf(textOf(this.#definitionsOf(moduleAt(file))))
      return hash === hashIn(before) ? `${stampOf(file)} ${hash}` : undefined
    }
    addLook('defines', { now: stampOf, again })
  }

  readonly #definitionsOf = once((module: ModuleEntity): Definitions => {
    const file = module.path
    const found = definitionsIn(
      aside(() => sourceOf(file)),
      module,
    )
    // Much changes in a file that changes nothing of what it defines.
    const seen = contentSeen(file)
    if (seen === undefined) note('read', file)
    else note('defines', file, () => `${stampIn(seen)} ${hashOf(textOf(found))}`)
    return found
  })

  /** What a file with this text may hold; undefined where nothing of interest. */
  mattersIn(text: string, module: ModuleEntity): Matter | undefined {
    const code = codeOf(text)
    const givers = () => (mayTakeFixtures(text, module) ? this.#fixturesFor(text, module) : [])
    if (givesIn(code) || this.#gives(this.#leadsFrom(wholeOf(code, module), givers()))) return 'loops'
    return mayStartThreads(code.text) ? 'threads' : undefined
  }

  /** The modules whose fixtures one with this text may take. */
  #fixturesFor(text: string, module: ModuleEntity): readonly ModuleEntity[] {
    const around = fixturesAround(module)
    const listing = around.filter(each => this.#definitionsOf(each).statements.has(PLUGINS))
    const own = text.includes(PLUGINS) ? [module] : []
    return [...around, ...[...listing, ...own].flatMap(pluginsListedBy)]
  }

  /** Where a definition leads, and what all names of some modules do. */
  #leadsFrom(definition: Omit<Definition, 'gives'>, modules: readonly ModuleEntity[] = []): readonly Lead[] {
    return [
      ...mentionsOf(definition).map(mention => this.#leads.of(mention, definition.home)),
      ...modules.map(module => this.#leads.ofAll(module)),
    ]
  }

  /** Whether something asynchronous may come of where names lead. */
  #gives(leads: readonly Lead[]): boolean {
    if (leads.some(({ gives }) => gives)) return true
    const found = new Set(leads.flatMap(({ definitions }) => [...definitions]))
    for (const each of found) if (this.#known.get(each)?.gives) return true
    return [...found].some(each => this.#givesOne(each))
  }

  /** Of what a definition leads to everything is known when nothing is found. */
  #givesOne(definition: Definition): boolean {
    const known = this.#known.get(definition)
    if (known) {
      relyOn(known)
      return known.gives
    }
    const answer: Answer & { gives: boolean } = { gives: false }
    const seen = new Set([definition])
    answer.gives = foundFor(answer, () => this.#leadsToOne(seen))
    for (const each of answer.gives ? [definition] : seen) this.#known.set(each, answer)
    return answer.gives
  }

  /** Follows where some definitions lead, and adds it to them. */
  #leadsToOne(seen: Set<Definition>): boolean {
    for (const each of seen) {
      const known = this.#known.get(each)
      if (known) relyOn(known)
      if (known?.gives || each.gives) return true
      for (const lead of known ? [] : this.#leadsFrom(each)) {
        if (lead.gives) return true
        for (const next of lead.definitions) seen.add(next)
      }
    }
    return false
  }
}

/** The text of a module, of which only the ASCII characters matter; empty where there is none. */
function sourceOf(file: string): string {
  try {
    return PYTHON_OR_STUB.test(file) ? read(file).toString('latin1') : ''
  } catch {
    return ''
  }
}
