import type { Node } from '../syntax/node.ts'
import type { Model } from './model.ts'

/** Names of names of names: chains longer than this stay unknown. */
const DEEPEST_QUESTION = 150
/** How many questions wait for the answer of another, of all files: questions lead from one file to the next. */
let depth = 0

/** Answers about nodes, found once: unknown while one is being found, and where the question leads too deep. */
export class Memory<T> {
  readonly #known = new Map<Node, T | undefined>()

  recall(node: Node, find: () => T | undefined): T | undefined {
    if (this.#known.has(node)) return this.#known.get(node)
    if (depth > DEEPEST_QUESTION) return undefined
    this.#known.set(node, undefined)
    depth++
    try {
      const answer = find()
      this.#known.set(node, answer)
      return answer
    } finally {
      depth--
    }
  }

  clear(): void {
    this.#known.clear()
  }
}

/** A question about a whole file, answered once for each. */
export function oncePerFile<T>(find: (model: Model) => T): (model: Model) => T {
  const known = new WeakMap<Model, { readonly answer: T }>()
  return model => {
    const found = known.get(model) ?? { answer: find(model) }
    known.set(model, found)
    return found.answer
  }
}
