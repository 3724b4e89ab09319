import { closest, descendantsOf, type Node } from '../syntax/node.ts'
import type { Table } from '../syntax/table.ts'
import { Binder } from './bind.ts'
import type { Outline, Scope } from './scopes.ts'

/** Binds what a module and its classes say, for a fraction of what it takes to bind all. */
export function outlineOf(root: Node<'module'>): Outline {
  const binder = new OutlineBinder(root.table)
  return binder.place(binder.walk(root))
}

/** The scope of a function, bound without what is around it; undefined where it binds names of that. */
export function scopeAlone(definition: Node<'function_definition'>): Scope | undefined {
  const root = closest(definition, 'module')
  if (!root || descendantsOf(definition, ['nonlocal_statement']).length > 0) return undefined
  const binder = new AloneBinder(root.table)
  return binder.place(binder.walk(root, [definition])).scopes.get(definition)
}

/** Takes no note of where names are used. */
class AloneBinder extends Binder {
  override use(): void {}
}

/** Leaves out the bodies of functions too, but for those that bind names of the module. */
class OutlineBinder extends AloneBinder {
  readonly #globals: readonly Node[]

  constructor(table: Table) {
    super(table)
    this.#globals = table.below(0, ['global_statement'])
  }

  override visitBody(body: Node, scope: Scope): void {
    if (this.#globals.some(each => body.start <= each.start && each.end <= body.end)) super.visitBody(body, scope)
  }
}
