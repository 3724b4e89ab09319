import type { Kind, Node } from './node.ts'

/** Those of some kinds of the node and all below it whose text holds a word, or may as Python compares names. */
export function holding<K extends Kind>(word: string, node: Node, kinds: readonly K[]): Node<K>[] {
  return node.table.holding(word, node.row, kinds) as Node[] as Node<K>[]
}

/** The innermost node of one of these kinds that starts at an offset, in the tree of a node. */
export function startingAt<K extends Kind>(offset: number, { table }: Node, ...kinds: K[]): Node<K> | undefined {
  const found = table.closest(table.rowAt(offset), kinds)
  return found?.start === offset ? (found as Node<K>) : undefined
}
