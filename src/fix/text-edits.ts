import type { Edit } from '../finding.ts'
import type { Span } from '../syntax/node.ts'

/** Insertions and replacements on one text, gathered in any order; insertions on one spot nest, the later outside. */
export class TextEdits {
  readonly #openings = new Map<number, string>()
  readonly #closings = new Map<number, string>()
  readonly #replacements: (Span & { readonly text: string })[] = []

  /** Puts text directly before whatever begins at a position. */
  open(at: number, text: string): void {
    if (text === '') return
    this.#openings.set(at, text + (this.#openings.get(at) ?? ''))
  }

  /** Puts text directly after whatever ends at a position. */
  close(at: number, text: string): void {
    if (text === '') return
    this.#closings.set(at, (this.#closings.get(at) ?? '') + text)
  }

  replace({ start, end }: Span, text: string): void {
    const clash = this.#replacements.find(other => start < other.end && other.start < end)
    if (clash) throw new Error(`two replacements of one fix overlap at ${start}`)
    this.#replacements.push({ start, end, text })
  }

  /** The edits in source order; those that would touch are one. */
  compile(path: string): Edit[] {
    const pieces = [
      ...[...this.#closings].map(([at, text]) => ({ start: at, end: at, text, rank: 0 })),
      ...[...this.#openings].map(([at, text]) => ({ start: at, end: at, text, rank: 1 })),
      ...this.#replacements.map(replacement => ({ ...replacement, rank: 2 })),
    ].sort((a, b) => a.start - b.start || a.rank - b.rank)
    const edits: Edit[] = []
    for (const { start, end, text } of pieces) {
      const last = edits.at(-1)
      if (last && start < last.end) throw new Error(`an insertion of a fix lies inside what it replaces at ${start}`)
      if (last && start === last.end) edits[edits.length - 1] = { path, start: last.start, end, text: last.text + text }
      else edits.push({ path, start, end, text })
    }
    return edits
  }
}
