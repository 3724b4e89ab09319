import type { Node } from '../syntax/node.ts'
import { nameOf } from './names.ts'
import { outlineOf, scopeAlone } from './outline.ts'
import { PythonFile } from './python-file.ts'
import { replacingIn } from './replacement-search.ts'
import type { Replacing } from './replacements.ts'
import type { Outline, Scope } from './scopes.ts'

/** A file that others ask of: of what is inside its functions most is never asked. */
export class LibraryFile extends PythonFile {
  #outline: Outline | undefined
  #replacing: Replacing | undefined
  readonly #functions = new Map<Node, Scope>()

  get outline(): Outline {
    this.#outline ??= outlineOf(this.tree.root)
    return this.#outline
  }

  scopeOfFunction(definition: Node<'function_definition'>): Scope | undefined {
    const known = this.#functions.get(definition) ?? scopeAlone(definition) ?? this.bindings.scopes.get(definition)
    if (known) this.#functions.set(definition, known)
    return known
  }

  get replacing(): Replacing {
    this.#replacing ??= replacingIn(this, node => nameOf(node, this))
    return this.#replacing
  }
}
