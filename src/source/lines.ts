/** A place as people count it: line and column from 1, the column in characters (code points). */
export interface Position {
  readonly line: number
  readonly column: number
}

/** The lines of a text as Python counts them: LF, CRLF and lone CR end one. */
export class Lines {
  readonly #source: string
  readonly #starts: number[] = [0]

  constructor(source: string) {
    this.#source = source
    for (const end of source.matchAll(/\r\n|\r|\n/g)) this.#starts.push(end.index + end[0].length)
  }

  /** The line, from 1, of a UTF-16 offset. */
  at(offset: number): number {
    let [low, high] = [0, this.#starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return low + 1
  }

  position(offset: number): Position {
    const line = this.at(offset)
    return { line, column: [...this.#source.slice(this.#starts[line - 1], offset)].length + 1 }
  }

  get count(): number {
    return this.#starts.length
  }

  /** The text of a line, without its end. */
  text(line: number): string {
    return this.#source.slice(this.#starts[line - 1], this.#starts[line]).replace(/[\r\n]+$/, '')
  }
}
