import { IN_TARGETS, isTarget, type Kind, type Node } from './node.ts'
import { kindNumber } from './table.ts'

/** Those of some kinds of the node and all below it whose text holds a word, or may as Python compares names. */
export function holding<K extends Kind>(word: string, node: Node, kinds: readonly K[]): Node<K>[] {
  return node.table.holding(word, node.row, kinds) as Node[] as Node<K>[]
}

/** The innermost node of one of these kinds that starts at an offset, in the tree of a node. */
export function startingAt<K extends Kind>(offset: number, { table }: Node, ...kinds: K[]): Node<K> | undefined {
  const found = table.closest(table.rowAt(offset), kinds)
  return found?.start === offset ? (found as Node<K>) : undefined
}

/** Those of a kind that are, or are part of, targets in a node. */
export function targetsOf<K extends Kind>(node: Node, kind: K): Node<K>[] {
  return node.table.below(node.row, [kind], [], IN_TARGETS).filter(isTarget) as Node[] as Node<K>[]
}

const [CALL, IDENTIFIER, ATTRIBUTE] = (['call', 'identifier', 'attribute'] as const).map(kindNumber)

/** The calls in a node of functions and methods by some names, without their modules and objects: `sleep` of `time.sleep`. */
export function callsNamed(words: ReadonlySet<string>, { table, row }: Node): Node<'call'>[] {
  const { kinds, starts, ends, lasts } = table.columns
  const found: Node[] = []
  for (let at = row, last = table.lastBelow(row); at < last; at++) {
    const callee = kinds[at + 1]
    if (kinds[at] !== CALL || (callee !== IDENTIFIER && callee !== ATTRIBUTE)) continue
    const name = lasts[at + 1] as number
    if (words.has(table.source.slice(starts[name], ends[name]))) found.push(table.at(at))
  }
  return found as Node<'call'>[]
}
