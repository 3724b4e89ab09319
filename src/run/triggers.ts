import type { RegisteredTransform } from '../registry.ts'
import { lastWords } from '../semantics/last-words.ts'
import type { PythonFile } from '../semantics/python-file.ts'
import { field, is, type Kind, type Node } from '../syntax/node.ts'

type Transforms = readonly RegisteredTransform[]

/** Which transforms look at which nodes, by what a node shows at once: of most calls only the last word is read. */
export class Triggers {
  readonly #byKind = new Map<Kind, Transforms>()
  /** Those that look at calls with a last word that some of them name. */
  readonly #byWord = new Map<string, Transforms>()
  /** Those that look at calls with any other. */
  readonly #others: Transforms

  constructor(transforms: Transforms) {
    const kinds = new Set(transforms.flatMap(({ on }) => on.kinds))
    for (const kind of kinds) {
      this.#byKind.set(
        kind,
        transforms.filter(({ on }) => on.kinds.includes(kind)),
      )
    }
    const ofCalls = this.#byKind.get('call') ?? []
    const named = ofCalls.map(({ on }) => (on.callsTo ? lastWords(on.callsTo) : undefined))
    for (const word of new Set(named.flatMap(words => [...(words ?? [])]))) {
      this.#byWord.set(
        word,
        ofCalls.filter((_, index) => named[index]?.has(word) ?? true),
      )
    }
    this.#others = ofCalls.filter(({ on }) => !on.callsTo)
  }

  get kinds(): readonly Kind[] {
    return [...this.#byKind.keys()]
  }

  /** Those that may look at a node. A name alone may be the alias of any function. */
  near(node: Node): Transforms {
    const callee = is(node, 'call') ? field(node, 'function') : undefined
    if (is(callee, 'attribute')) return this.#byWord.get(field(callee, 'attribute').text) ?? this.#others
    return this.#byKind.get(node.kind) ?? []
  }
}

/** Whether a trigger that may name a node does. */
export function isNamed(node: Node, { on }: RegisteredTransform, file: PythonFile): boolean {
  if (on.onLoop && !file.runsOnLoop(node)) return false
  return !on.callsTo || !is(node, 'call') || on.callsTo.has(file.nameOf(field(node, 'function')) ?? '')
}
