import { type Kind, Node, type Span } from './node.ts'

/** Names that columns hold as small numbers, the same ones in all tables. */
class Numbered<Name> {
  readonly names: Name[]
  readonly #numbers: Map<Name, number>

  constructor(...names: Name[]) {
    this.names = names
    this.#numbers = new Map(names.map((name, number) => [name, number]))
  }

  numberOf(name: Name): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    this.#numbers.set(name, this.names.length)
    return this.names.push(name) - 1
  }
}

const kinds = new Numbered<Kind>()
const roles = new Numbered<string | undefined>(undefined)

export const kindNumber = (kind: Kind): number => kinds.numberOf(kind)
/** The number of a field's name; 0 for none. */
export const roleNumber = (role: string | undefined): number => roles.numberOf(role)

const NO_NODES: readonly Node[] = []

function marked(wanted: readonly Kind[]): Uint8Array {
  const marks = new Uint8Array(256)
  for (const kind of wanted) marks[kindNumber(kind)] = 1
  return marks
}

/** The nodes of a tree, a row for each, in source order: a node comes before what is below it. */
export interface Columns {
  readonly kinds: Uint8Array
  readonly roles: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  readonly parents: Uint32Array
  /** The row of the last node below, or the node's own. */
  readonly lasts: Uint32Array
}

/**
 * The syntax tree of a file as columns of numbers, which take a tenth of the room of objects. Most nodes are never
 * looked at; the others become objects when they are asked for, once.
 */
export class Table {
  readonly source: string
  readonly columns: Columns
  #nodes: (Node | undefined)[] | undefined
  #isPlain: boolean | undefined

  constructor(source: string, columns: Columns) {
    this.source = source
    this.columns = columns
  }

  /** Whether the source is all ASCII. */
  get isPlain(): boolean {
    this.#isPlain ??= !/\P{ASCII}/u.test(this.source)
    return this.#isPlain
  }

  at(row: number): Node {
    this.#nodes ??= new Array<Node | undefined>(this.columns.kinds.length)
    const known = this.#nodes[row]
    if (known) return known
    const { kinds: column, roles: fields, starts, ends } = this.columns
    const kind = kinds.names[column[row] as number] as Kind
    const role = roles.names[fields[row] as number]
    const node = new Node(kind, starts[row] as number, ends[row] as number, role, this, row)
    this.#nodes[row] = node
    return node
  }

  lastBelow(row: number): number {
    return this.columns.lasts[row] as number
  }

  parentOf(row: number): Node | undefined {
    return row === 0 ? undefined : this.at(this.columns.parents[row] as number)
  }

  spanOf(row: number): Span {
    return { start: this.columns.starts[row] as number, end: this.columns.ends[row] as number }
  }

  /** The rows of a node's children. */
  rowsBelow(row: number): number[] {
    const rows: number[] = []
    for (let at = row + 1, last = this.lastBelow(row); at <= last; at = this.lastBelow(at) + 1) rows.push(at)
    return rows
  }

  childrenOf(row: number): readonly Node[] {
    if (this.lastBelow(row) === row) return NO_NODES
    const children: Node[] = []
    for (let at = row + 1, last = this.lastBelow(row); at <= last; at = this.lastBelow(at) + 1)
      children.push(this.at(at))
    return children
  }

  fieldOf(row: number, name: string): Node | undefined {
    const role = roleNumber(name)
    for (let at = row + 1, last = this.lastBelow(row); at <= last; at = this.lastBelow(at) + 1)
      if (this.columns.roles[at] === role) return this.at(at)
    return undefined
  }

  /** Those of some kinds, in nodes of others if they are said, of a node and all below it; what is below nodes of `closed` kinds is left out. */
  below(row: number, wanted: readonly Kind[], closed: readonly Kind[] = [], around?: readonly Kind[]): Node[] {
    const [isWanted, isClosed, isAround] = [marked(wanted), marked(closed), around && marked(around)]
    const { kinds: column, lasts, parents } = this.columns
    const found: Node[] = []
    for (let at = row, last = this.lastBelow(row); at <= last; at++) {
      const kind = column[at] as number
      if (isWanted[kind] === 1 && (!isAround || isAround[column[parents[at] as number] as number] === 1))
        found.push(this.at(at))
      if (isClosed[kind] === 1) at = lasts[at] as number
    }
    return found
  }

  /** Those of some kinds of a node and all below it whose text holds a word; all of them where names may be spelt otherwise. */
  holding(word: string, row: number, wanted: readonly Kind[]): Node[] {
    if (!this.isPlain) return this.below(row, wanted)
    const isWanted = marked(wanted)
    const { kinds: column, starts, ends, parents } = this.columns
    const found = new Set<number>()
    const end = ends[row] as number
    for (let at = this.source.indexOf(word, starts[row]); at >= 0 && at < end; at = this.source.indexOf(word, at + 1)) {
      for (let around = this.rowAt(at); around >= row && !found.has(around); around = parents[around] as number) {
        if (isWanted[column[around] as number] === 1 && at + word.length <= (ends[around] as number)) found.add(around)
        if (around === 0) break
      }
    }
    return [...found].sort((a, b) => a - b).map(each => this.at(each))
  }

  /** The last row that begins at an offset or before it: what holds the offset is this row or around it. */
  rowAt(offset: number): number {
    const { starts } = this.columns
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle
    }
    return low
  }

  closest(row: number, wanted: readonly Kind[]): Node | undefined {
    const { parents } = this.columns
    for (let at = row; ; at = parents[at] as number) {
      if (wanted.includes(kinds.names[this.columns.kinds[at] as number] as Kind)) return this.at(at)
      if (at === 0) return undefined
    }
  }
}
