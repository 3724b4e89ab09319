import type { Node } from '../../syntax/node.ts'
import type { Bindings } from '../bind.ts'
import type { Replacements } from '../replacements.ts'

/** The file that a summary is made of. */
export interface Source {
  readonly tree: { readonly root: Node<'module'>; readonly source: string }
  readonly bindings: Bindings
  readonly replacements: Replacements
  readonly isStub: boolean
  /** Dotted name of what an expression stands for, as it would be imported: `time.sleep`. */
  nameOf(node: Node): string | undefined
  /** The 1-based line of a UTF-16 offset. */
  lineAt(offset: number): number
}
