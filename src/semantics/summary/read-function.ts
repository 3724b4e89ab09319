import type { Node } from '../../syntax/node.ts'
import { startingAt } from '../../syntax/search.ts'
import { functionSummary, type LiveFunction } from './functions.ts'
import type { Source } from './source.ts'
import type { Bound, Call, FunctionSummary, Parameter } from './summary.ts'

/** Gives a file as it was when its summary was found. */
export type Read = () => Source

/** What was found of a function. */
export interface FunctionFindings {
  sets?: NonNullable<FunctionSummary['sets']>
  calls?: readonly Call[]
  locals?: Bound
}

/** A function of which what others seldom ask is found when they do. */
export class ReadFunction implements FunctionSummary {
  readonly kind = 'function'
  declare readonly name: string
  declare readonly at: number
  declare readonly line: number
  declare readonly parameters: readonly Parameter[]
  readonly #read: Read
  #localNames: string | undefined
  #found: FunctionFindings | string

  /**
   * Each of the local names stands between two spaces: there are many functions, and a set for each would take much room.
   * What was found before may be given as JSON, which is read where it is asked for.
   */
  constructor(header: FunctionSummary, localNames: string | undefined, found: FunctionFindings | string, read: Read) {
    Object.assign(this, header)
    this.#localNames = localNames
    this.#found = found
    this.#read = read
  }

  /** The names of the locals, if they were found. */
  static localNamesOf(one: ReadFunction): string | undefined {
    return one.#localNames
  }

  /** What was found so far, as JSON. */
  static findingsIn(one: ReadFunction): string {
    return typeof one.#found === 'string' ? one.#found : JSON.stringify(one.#found)
  }

  get sets(): NonNullable<FunctionSummary['sets']> {
    this.#findings.sets ??= plain(this.#live.sets)
    return this.#findings.sets
  }

  get calls(): readonly Call[] {
    this.#findings.calls ??= plain(this.#live.calls)
    return this.#findings.calls
  }

  get locals(): Bound {
    this.#findings.locals ??= plain(this.#live.needed)
    return this.#findings.locals
  }

  mayBind(name: string): boolean {
    return this.localNames.includes(` ${name} `)
  }

  get localNames(): string {
    this.#localNames ??= this.#live.localNames
    return this.#localNames
  }

  get #findings(): FunctionFindings {
    if (typeof this.#found === 'string') this.#found = JSON.parse(this.#found) as FunctionFindings
    return this.#found
  }

  get #live(): LiveFunction {
    const source = this.#read()
    return functionSummary(nodeAt(this.at, 'function_definition', source), source)
  }
}

/** The definition that begins at an offset. */
export function nodeAt<K extends 'class_definition' | 'function_definition'>(
  at: number,
  kind: K,
  { tree }: Source,
): Node<K> {
  const node = startingAt(at, tree.root, kind)
  if (!node) throw new Error('a definition is gone from the text of its file')
  return node
}

export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
