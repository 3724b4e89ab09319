import path from 'node:path'
import { type Answer, aside, foundFor, once, relyOn } from '../grounds.ts'
import type { ModuleEntity } from '../semantics/types/entities.ts'
import { mayTakeFixtures } from '../semantics/types/fixtures.ts'
import { addLook, contentSeen, note, read, stampOf } from '../source/disk.ts'

/** Words without one of which no file defines, awaits, runs or names anything asynchronous, nor uses a library that does. */
const WORDS: readonly string[] = [
  ...['async', 'await', 'Async', 'Await', 'oroutine', 'anext', 'aclos', 'run_forever', 'run_until_complete'],
  ...['aio', 'anyio', 'trio', 'uvicorn'],
]

/** The short ones are letters of other words too, as in `trunctaion`. */
const PATTERNS = WORDS.map(word => (word.length > 4 ? word : `(?<![A-Za-z])${word}|${word}\\b`))
/** One of them where it may be code: not in a comment that has its line to itself. */
const IN_CODE = new RegExp(`^(?![ \\t\\f]*#).*?(?:${PATTERNS.join('|')})`, 'm')

/** Words without one of which no file starts a thread, unless it does so by a name that another lends it. */
const THREADS = /hread|Timer|xecutor|\.submit\b|\.map\b/

/** A name for what starts threads that is not its own. */
const LENDS =
  /\b(?:Thread|Timer|start_new_thread)[ \t]+as\b|=[ \t]*[\w.]*\b(?:Thread|Timer|start_new_thread|submit|map)[ \t]*(?:[\r\n#;]|$)/

/** Import statements; what only looks like one, as in a string, does no harm. */
const IMPORTS =
  /(?:^|[;:])[ \t\f]*(?:from[ \t]*([.\w]+|\.[. \t\w]*)[ \t]+import[ \t]*(\((?:#[^\n]*|[^)#])*\)|(?:[^\n\\;]|\\[\s\S])*)|import[ \t]+((?:[^\n\\#;]|\\[\s\S])+))/gm

/**
 * Which files can hold anything that matters to an event loop or to threads: those that speak of asynchronous code or of
 * threads, and those that import, over however many modules, something asynchronous. Only texts are searched; the others need
 * not be parsed.
 */
export class Asynchrony {
  readonly #known = new Map<string, Answer & { gives: boolean }>()

  constructor() {
    addLook('gives', { now: stampOf, again: file => (gives(textOf(file)) ? stampOf(file) : undefined) })
  }

  mayMatterIn(text: string, module: ModuleEntity): boolean {
    return THREADS.test(text) || gives(text) || this.#importedBy(text, module).some(imported => this.#gives(imported))
  }

  /** Whether something asynchronous may come from a module. Of what it leads to everything is known when nothing is found. */
  #gives(module: ModuleEntity): boolean {
    const known = this.#known.get(module.path)
    if (known) {
      relyOn(known)
      return known.gives
    }
    const answer: Answer & { gives: boolean } = { gives: false }
    const seen = new Map([[module.path, module]])
    answer.gives = foundFor(answer, () => this.#leadsToOne(seen))
    for (const file of answer.gives ? [module.path] : seen.keys()) this.#known.set(file, answer)
    return answer.gives
  }

  /** Follows what some modules import, and adds it to them. */
  #leadsToOne(seen: Map<string, ModuleEntity>): boolean {
    for (const each of seen.values()) {
      const known = this.#known.get(each.path)
      if (known) relyOn(known)
      const leads = known ? [] : this.#leadsOf(each)
      if (known?.gives || leads === 'gives') return true
      for (const next of leads) if (!seen.has(next.path)) seen.set(next.path, next)
    }
    return false
  }

  /** What a module imports, unless it has something to give itself. */
  readonly #leadsOf = once((module: ModuleEntity): 'gives' | readonly ModuleEntity[] => {
    const text = aside(() => textOf(module.path))
    const isGiving = gives(text)
    if (isGiving) note('gives', module.path, () => contentSeen(module.path) ?? '')
    else if (isSource(module.path)) note('read', module.path)
    return isGiving ? 'gives' : this.#importedBy(text, module)
  })

  #importedBy(text: string, importer: ModuleEntity): readonly ModuleEntity[] {
    const found = new Map<string, ModuleEntity>()
    const add = (module: ModuleEntity | undefined) => {
      if (module && module.origin !== 'standard library') found.set(module.path, module)
      return module
    }
    for (const [, from, names = '', modules = ''] of text.matchAll(IMPORTS)) {
      if (from !== undefined) {
        const home = addAll(from.replace(/\s/g, ''), importer, add)
        for (const [name] of names.matchAll(/\w+/g)) add(home?.child(name))
      }
      for (const each of modules.split(',')) {
        const [dotted = '', , alias] = each.trim().split(/\s+/)
        const named = addAll(dotted, importer, add)
        const bound = alias === undefined ? importer.find(dotted.replace(/\..*/, '')) : named
        if (bound) addChildren(bound, alias ?? dotted.replace(/\..*/, ''), text, add)
      }
    }
    const givers = mayTakeFixtures(text, importer) ? [importer.conftests?.(), importer.plugins?.()] : []
    for (const module of givers.flat()) add(module)
    return [...found.values()]
  }
}

type Add = (module: ModuleEntity | undefined) => ModuleEntity | undefined

/** A module and the packages that it is in, whose own code runs with it. */
function addAll(dotted: string, importer: ModuleEntity, add: Add): ModuleEntity | undefined {
  const [, dots = '', name = ''] = /^(\.*)(.*)$/.exec(dotted) ?? []
  if (dots) add(importer.find(dots))
  const parts = name.split('.')
  let module: ModuleEntity | undefined
  for (const index of parts.keys()) module = add(importer.find(dots + parts.slice(0, index + 1).join('.')))
  return module
}

/** The modules of a package that code names as its attributes: `app.jobs.run()` after `import app`. */
function addChildren(home: ModuleEntity, name: string, text: string, add: Add): void {
  if (!/^\w+$/.test(name)) return
  for (const [, chain = ''] of text.matchAll(new RegExp(`\\b${name}((?:\\.\\w+)+)`, 'g'))) {
    let module: ModuleEntity | undefined = home
    for (const part of chain.split('.').slice(1)) module = module && add(module.child(part))
  }
}

/** Whether others may get something from a module with this text that is asynchronous, or starts threads by another name. */
function gives(text: string): boolean {
  return (WORDS.some(word => text.includes(word)) && IN_CODE.test(text)) || LENDS.test(text)
}

function isSource(file: string): boolean {
  return /\.pyi?$/.test(path.basename(file))
}

/** The text of a module, of which only the ASCII characters matter; empty where there is none. */
function textOf(file: string): string {
  try {
    return isSource(file) ? read(file).toString('latin1') : ''
  } catch {
    return ''
  }
}
