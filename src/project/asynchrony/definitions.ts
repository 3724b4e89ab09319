import { add } from '../../multimap.ts'
import type { ModuleEntity } from '../../semantics/types/entities.ts'
import { carried } from './carried.ts'
import { type Code, codeOf, copied } from './code.ts'
import { type Import, importsIn, withoutImports } from './imports.ts'
import { statementsIn } from './statements.ts'
import { gives } from './words.ts'

/** What the text of a module binds names to, read without parsing it: more than it binds, never less. */
export interface Definitions {
  readonly module: ModuleEntity
  readonly imports: ReadonlyMap<string, readonly Import[]>
  /** Its `from m import *` statements. */
  readonly stars: readonly Import[]
  /** What it binds by other statements. */
  readonly statements: ReadonlyMap<string, readonly Definition[]>
}

/** A statement outside of functions and classes with all that is in it, or several. */
export interface Definition {
  readonly home: Definitions
  /** Whether its own code has something asynchronous to give. */
  readonly gives: boolean
  /** What it mentions of what its module binds, or may get by a star: each `Mention` behind a blank, for there are many. */
  readonly mentions: string
}

/**
 * A name in code, and what is asked of it: `np.linalg.norm`. Behind a name that is no value by itself, as in a string or
 * where it names an argument, stands `?`.
 */
export type Mention = string

export function definitionsIn(source: string, module: ModuleEntity): Definitions {
  const { text, strings } = codeOf(source)
  const statements = statementsIn({ text: withoutImports(text), strings })
  const found = new Map<string, Definition[]>()
  const home = { module, statements: found, ...importedIn(text) }
  const names = new Set([...home.imports.keys(), ...statements.flatMap(({ names }) => [...names])])
  for (const statement of statements) {
    const code = carried(statement)
    const definition = { home, gives: givesIn(code), mentions: mentionsIn(code, home, names) }
    for (const name of statement.names) add(copied(name), definition, found)
  }
  return home
}

/** All of a module as one definition: what its code binds itself leads nowhere else. */
export function wholeOf({ text, strings }: Code, module: ModuleEntity): Omit<Definition, 'gives'> {
  const home = { module, statements: new Map<string, readonly Definition[]>(), ...importedIn(text) }
  const code = { text: withoutImports(text), strings }
  return { home, mentions: mentionsIn(code, home, home.imports) }
}

/** All of what a module defines but for the module itself, as a text. */
export function textOf({ imports, stars, statements }: Definitions): string {
  const definitions = new Set([...statements.values()].flat())
  const numbers = new Map(Array.from(definitions, (each, number) => [each, number]))
  const bound = Array.from(statements, ([name, all]) => [name, ...all.map(each => numbers.get(each))])
  return JSON.stringify([
    [...imports],
    stars,
    bound,
    Array.from(definitions, ({ gives, mentions }) => [gives, mentions]),
  ])
}

/** Whether code has something asynchronous to give, or in its strings a name for it. */
export function givesIn({ text, strings }: Code): boolean {
  return gives(text) || strings.some(({ text }) => gives(text))
}

function importedIn(code: string): Pick<Definitions, 'imports' | 'stars'> {
  const imports = new Map<string, Import[]>()
  for (const each of importsIn(code)) add(each.name, each, imports)
  const stars = imports.get('*') ?? []
  imports.delete('*')
  return { imports, stars }
}

/** Names with what is asked of them, and the `=` behind those that are given a value. */
const MENTIONS = /\.?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?:[ \t]*=(?!=))?/g

function mentionsIn(
  { text, strings }: Code,
  { imports, stars }: Pick<Definitions, 'imports' | 'stars'>,
  bound: Pick<ReadonlySet<string>, 'has'>,
): string {
  const found = new Set<Mention>()
  const look = (text: string, isCode: boolean) => {
    for (const each of new Set(text.match(MENTIONS))) {
      const mention = each.endsWith('=') ? each.slice(0, -1).trimEnd() : each
      const [name = ''] = mention.split('.', 1)
      if (name === '' || !(bound.has(name) || stars.length > 0)) continue
      const isValue = name !== mention || !imports.has(name) || (isCode && mention === each)
      found.add(isValue ? mention : `${name}?`)
    }
  }
  look(text, true)
  for (const { text } of strings) look(text, false)
  return copied(Array.from(found, each => ` ${each}`).join(''))
}

/** The mentions in a list of a definition. */
export function mentionsOf({ mentions }: Pick<Definition, 'mentions'>): readonly Mention[] {
  return mentions.split(' ').slice(1)
}
