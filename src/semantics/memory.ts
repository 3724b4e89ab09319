import { type Answer, foundFor, once, relyOn } from '../grounds.ts'
import type { Node } from '../syntax/node.ts'
import type { Model } from './model.ts'

/** Names of names of names: chains longer than this stay unknown. */
const DEEPEST_QUESTION = 150
/** How many questions wait for the answer of another, of all files: questions lead from one file to the next. */
let depth = 0

interface Found<T> extends Answer {
  value: T | undefined
}

/** Answers about nodes, found once: unknown while one is being found, and where the question leads too deep. */
export class Memory<T> {
  readonly #known = new Map<Node, Found<T>>()

  recall(node: Node, find: () => T | undefined): T | undefined {
    const known = this.#known.get(node)
    if (known) {
      relyOn(known)
      return known.value
    }
    if (depth > DEEPEST_QUESTION) return undefined
    const found: Found<T> = { value: undefined }
    this.#known.set(node, found)
    depth++
    try {
      found.value = foundFor(found, find)
      return found.value
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
  return once(find)
}
