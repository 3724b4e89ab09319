import { closest, type Node } from '../syntax/node.ts'
import type { Model } from './model.ts'

const homes = new WeakMap<Node, Model>()

/** Takes note of the file that a tree is of. */
export function setHome(root: Node<'module'>, model: Model): void {
  homes.set(root, model)
}

/** The file that a node is of. */
export function homeOf(node: Node): Model {
  const root = closest(node, 'module')
  const home = root && homes.get(root)
  if (!home) throw new Error('a node of no file')
  return home
}
