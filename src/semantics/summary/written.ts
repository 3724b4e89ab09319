import type { ModuleSummary } from './summary.ts'

/** Texts by their names. */
export type Texts = Pick<ReadonlyMap<string, string>, 'get' | 'keys'>

/** What was found of a summary, of which the declarations of each name are a text by themselves: few are asked for again. */
export interface Written {
  readonly beside: Omit<ModuleSummary, 'names'>
  /** By each name that the module binds its declarations so far as JSON; empty where nobody asked for them. */
  readonly names: Texts
  /** The names that classes go by. */
  readonly classes: readonly string[]
}

interface Head extends Omit<Written, 'names'> {
  readonly names: readonly string[]
  readonly lengths: readonly number[]
}

/** As one text: a line of JSON, which says how long the texts are that follow it. */
export function textOf({ names, ...others }: Written): string {
  const all = [...names.keys()]
  const texts = all.map(name => names.get(name) ?? '')
  const head: Head = { ...others, names: all, lengths: texts.map(({ length }) => length) }
  return `${JSON.stringify(head)}\n${texts.join('')}`
}

export function writtenIn(text: string): Written {
  const begin = text.indexOf('\n') + 1
  const { names, lengths, ...others } = JSON.parse(text.slice(0, begin)) as Head
  return { ...others, names: new Slices(text, begin, names, lengths) }
}

/** Texts that lie in another, one behind the other. */
class Slices implements Texts {
  readonly #text: string
  readonly #ends: readonly number[]
  readonly #indices: ReadonlyMap<string, number>

  constructor(text: string, begin: number, names: readonly string[], lengths: readonly number[]) {
    let end = begin
    this.#text = text
    this.#indices = new Map(names.map((name, index) => [name, index]))
    this.#ends = [begin, ...lengths.map(length => (end += length))]
  }

  get(name: string): string | undefined {
    const index = this.#indices.get(name)
    return index === undefined ? undefined : this.#text.slice(this.#ends[index], this.#ends[index + 1])
  }

  keys(): MapIterator<string> {
    return this.#indices.keys()
  }
}
