/** The start of the line that an offset is on. Python ends lines with LF, CRLF or a lone CR, and with nothing else. */
export function lineStart(source: string, at: number): number {
  // Between the two characters of a CRLF one is still on the line that they end.
  const on = source.startsWith('\r\n', at - 1) ? at - 1 : at
  if (on <= 0) return 0
  const start = source.lastIndexOf('\n', on - 1) + 1
  return start + source.slice(start, on).lastIndexOf('\r') + 1
}

/** The start of the line after the one that an offset is on, or the end of the text. */
export function nextLine(source: string, at: number): number {
  const end = lineEnd(source, at)
  return source.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, source.length)
}

/** The end of the line that an offset is on, before its line break. */
export function lineEnd(source: string, at: number): number {
  if (at > 0 && source.startsWith('\r\n', at - 1)) return at - 1
  const end = feedAfter(source, at)
  const lone = source.slice(at, end).indexOf('\r')
  return lone < 0 ? end : at + lone
}

export function firstLineOf(text: string): string {
  return text.slice(0, lineEnd(text, 0))
}

/** The start of the comment lines that stand directly above a line, or of the line itself. */
export function commentsAbove(source: string, line: number): number {
  let at = line
  while (at > 0 && /^[ \t\f]*#/.test(source.slice(lineStart(source, at - 1), at))) at = lineStart(source, at - 1)
  return at
}

/** The line break that a text uses: that of its first line. */
export function lineBreakOf(source: string): string {
  return /\r\n|\r|\n/.exec(source)?.[0] ?? '\n'
}

/** A place as people count it: line and column from 1, the column in characters (code points). */
export interface Position {
  readonly line: number
  readonly column: number
}

function feedAfter(source: string, at: number): number {
  const feed = source.indexOf('\n', at)
  return feed < 0 ? source.length : feed
}

/** The lines of a text as Python counts them: LF, CRLF and lone CR end one. */
export class Lines {
  readonly #source: string
  readonly #starts: number[] = [0]

  constructor(source: string) {
    this.#source = source
    const hasReturns = source.includes('\r')
    for (
      let at = lineEnd(source, 0);
      at < source.length;
      at = hasReturns ? lineEnd(source, at) : feedAfter(source, at)
    ) {
      at += source.startsWith('\r\n', at) ? 2 : 1
      this.#starts.push(at)
    }
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

  /** The UTF-16 offsets from the start of one line to the end of another, its line break included. */
  span(first: number, last: number): { readonly start: number; readonly end: number } {
    return { start: this.#starts[first - 1] ?? 0, end: this.#starts[last] ?? this.#source.length }
  }

  get count(): number {
    return this.#starts.length
  }

  /** The text of a line, without its end. */
  text(line: number): string {
    return this.#source.slice(this.#starts[line - 1], this.#starts[line]).replace(/[\r\n]+$/, '')
  }
}
