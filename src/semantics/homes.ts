import type { Node } from '../syntax/node.ts'
import type { Model } from './model.ts'

const homes = new WeakMap<Node, Model>()

/** Says which file's meaning a tree belongs to. */
export function settle(root: Node, model: Model): void {
  homes.set(root, model)
}

/** The file that a node stands in: definitions are followed over files, and each is read where it stands. */
export function homeOf(node: Node): Model {
  let root = node
  while (root.parent) root = root.parent
  const home = homes.get(root)
  if (!home) throw new Error('a node of a tree that belongs to no file')
  return home
}
