import type { Node } from '../../syntax/node.ts'
import type { Bindings } from '../bind.ts'
import type { Replacements, Replacing } from '../replacements.ts'
import type { Outline, Scope } from '../scopes.ts'

/** The file that a summary is made of. */
export interface Source {
  readonly tree: { readonly root: Node<'module'>; readonly source: string }
  readonly bindings: Bindings
  readonly replacements: Replacements
  /** Where nobody may ask what is inside functions, less is found than the bindings and replacements. */
  readonly outline?: Outline
  readonly replacing?: Replacing
  scopeOfFunction?(node: Node<'function_definition'>): Scope | undefined
  readonly isStub: boolean
  /** Dotted name of what an expression stands for, as it would be imported: `time.sleep`. */
  nameOf(node: Node): string | undefined
  /** The 1-based line of a UTF-16 offset. */
  lineAt(offset: number): number
}

/** As much of the bindings as what is outside of functions takes. */
export function outlineFor(source: Source): Outline {
  return source.outline ?? source.bindings
}

/** As much of the replacements as what a file says to others takes. */
export function replacingFor(source: Source): Replacing {
  return source.replacing ?? source.replacements
}

export function scopeOfFunction(definition: Node<'function_definition'>, source: Source): Scope | undefined {
  return source.scopeOfFunction ? source.scopeOfFunction(definition) : source.bindings.scopes.get(definition)
}
