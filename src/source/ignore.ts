import type { Span } from '../syntax/node.ts'

/** What the comments of a file silence. `all` stands for every transform; else ids, families and codes in lower case. */
type Silenced = 'all' | ReadonlySet<string>

const OWN = /#\s*aiomend:\s*ignore(?<file>-file)?(?:\s*\[(?<codes>[^\]#\n]*)\]|(?![\w\-[]|\s*\[))/gi
const NOQA =
  /#\s*(?<file>(?:ruff|flake8):\s*)?noqa(?::\s*(?<codes>[A-Z][A-Z0-9]*[0-9](?:[,\s]+[A-Z][A-Z0-9]*[0-9])*))?(?![:\w])/gi
const RUFF = /#\s*ruff:\s*(?:ignore|disable)(?<file>-file)?\s*\[(?<codes>[^\]#]*)\]/gi
const TYPE = /#\s*(?:type|mypy|pyright|ty):\s*ignore\s*\[(?<codes>[^\]#]*)\]/gi

/** The directives in the comments of a file. */
export class Directives {
  readonly #lines = new Map<number, Silenced[]>()
  readonly #file: Silenced[] = []

  /** `lineAt` gives the line, from 1, of a UTF-16 offset. */
  constructor(source: string, comments: readonly Span[], lineAt: (offset: number) => number) {
    for (const comment of comments) {
      const text = source.slice(comment.start, comment.end)
      for (const { groups = {} } of [OWN, NOQA, RUFF, TYPE].flatMap(pattern => [...text.matchAll(pattern)])) {
        const codes = groups.codes?.split(/[,\s]+/).map(code => code.toLowerCase())
        const silenced = codes === undefined || codes.includes('all') ? 'all' : new Set(codes)
        if (groups.file) this.#file.push(silenced)
        else {
          const line = lineAt(comment.start)
          this.#lines.set(line, [...(this.#lines.get(line) ?? []), silenced])
        }
      }
    }
  }

  /** Whether a transform, by any of its names, is silenced on one of the lines from `first` to `last`. */
  silences(names: readonly string[], first: number, last: number): boolean {
    if (this.#file.some(silenced => matches(silenced, names))) return true
    if (this.#lines.size === 0) return false
    for (let line = first; line <= last; line++) {
      if (this.#lines.get(line)?.some(silenced => matches(silenced, names))) return true
    }
    return false
  }
}

function matches(silenced: Silenced, names: readonly string[]): boolean {
  return silenced === 'all' || names.some(name => silenced.has(name.toLowerCase()))
}
