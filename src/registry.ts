import { loadParser } from './syntax/parser.ts'
import type { Transform } from './transform.ts'
import { transformsInTree } from './transforms-in-tree.ts'

/** A transform with the names that its place in the tree gives it: `transforms/<family>/<id>.ts`. */
export interface RegisteredTransform extends Transform {
  readonly id: string
  readonly family: string
  /** Selected by name, or by `ALL`: what is a matter of taste is reported too. */
  readonly isNamed?: boolean
}

/** All transforms, by family and id, and the parser, without which they can look at nothing. */
export async function loadTransforms(): Promise<readonly RegisteredTransform[]> {
  const [transforms] = await Promise.all([transformsInTree(), loadParser()])
  return transforms.toSorted((a, b) => (a.family + a.id < b.family + b.id ? -1 : 1))
}
