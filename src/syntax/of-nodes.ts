import type { Node } from './node.ts'
import type { Table } from './table.ts'

/** Something about nodes of one tree, by their rows: many times smaller and faster than a map of as many. */
export class OfNodes<T> {
  readonly #table: Table
  readonly #values: (T | undefined)[]

  constructor(table: Table) {
    this.#table = table
    this.#values = new Array<T | undefined>(table.columns.kinds.length)
  }

  get({ table, row }: Node): T | undefined {
    return table === this.#table ? this.#values[row] : undefined
  }

  set({ row }: Node, value: T): void {
    this.#values[row] = value
  }
}
