import type { Node } from '../syntax/node.ts'

export type ScopeKind = 'module' | 'class' | 'function' | 'lambda' | 'comprehension' | 'type-parameters'

/** A name that is given more values, as only generated code gives one, stays unknown: each question would look at all of them. */
export const MOST_DEFINITIONS = 1000

/** How a name gets its value; `annotation` is a bare `x: int`, which makes the name local without a value. */
export type How =
  | 'import'
  | 'function'
  | 'class'
  | 'parameter'
  | 'assignment'
  | 'annotation'
  | 'augmented'
  | 'unpacking'
  | 'walrus'
  | 'for'
  | 'with'
  | 'except'
  | 'match'
  | 'del'
  | 'type-parameter'
  | 'type-alias'

/** One place that gives a name its value. */
export interface Definition {
  readonly how: How
  /** The identifier that is bound. */
  readonly name: Node
  /** The statement, parameter, `with` item, clause or pattern that binds it. */
  readonly site: Node
  /** What the name is bound to, where one expression says it. */
  readonly value?: Node
}

/** A name in the scope that owns it, with all its definitions and uses in source order. */
export interface Binding {
  readonly name: string
  readonly scope: Scope
  readonly definitions: Definition[]
  readonly uses: Node[]
}

const NO_SCOPES: ReadonlyMap<Node, Scope> = new Map()
const NO_NAMES: ReadonlySet<string> = new Set()

/**
 * A region of the source with names of its own.
 * https://docs.python.org/3/reference/executionmodel.html#resolution-of-names
 */
export class Scope {
  readonly kind: ScopeKind
  readonly node: Node
  readonly parent: Scope | undefined
  readonly bindings = new Map<string, Binding>()
  /** Of a module's scope those that were opened with it. */
  inner: ReadonlyMap<Node, Scope> = NO_SCOPES
  globals = NO_NAMES
  nonlocals = NO_NAMES

  constructor(kind: ScopeKind, node: Node, parent?: Scope) {
    this.kind = kind
    this.node = node
    this.parent = parent
  }

  declareGlobal(name: string): void {
    this.globals = new Set([...this.globals, name])
  }

  declareNonlocal(name: string): void {
    this.nonlocals = new Set([...this.nonlocals, name])
  }

  get module(): Scope {
    let scope: Scope = this
    while (scope.parent) scope = scope.parent
    return scope
  }

  /** The binding of a name as this scope sees it, or undefined for a builtin or an unknown name. */
  lookup(name: string): Binding | undefined {
    let seesClass = true
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      if (scope.kind !== 'class' || seesClass) {
        if (scope.globals !== NO_NAMES && scope.globals.has(name)) return this.module.bindings.get(name)
        const isElsewhere = scope.nonlocals !== NO_NAMES && scope.nonlocals.has(name)
        const own = isElsewhere ? undefined : scope.bindings.get(name)
        if (own) return own
      }
      seesClass &&= scope.kind === 'type-parameters'
    }
    return undefined
  }

  /** The scope whose variable a definition of this name in this scope writes. */
  owner(name: string): Scope {
    if (this.globals.has(name)) return this.module
    if (!this.nonlocals.has(name)) return this
    for (const scope of this.visible()) {
      if (scope.globals.has(name)) return this.module
      if (scope.bindings.has(name) && !scope.nonlocals.has(name)) return scope
    }
    return this
  }

  /** The scopes in which names are looked up, innermost first: a class is seen only from its own body. */
  *visible(): Generator<Scope> {
    let seesClass = true
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      if (scope.kind !== 'class' || seesClass) yield scope
      seesClass &&= scope.kind === 'type-parameters'
    }
  }
}

/** The scopes of a file. */
export interface Outline {
  readonly module: Scope
  /** The scope that a function, class, lambda, comprehension or module opens. */
  readonly scopes: ReadonlyMap<Node, Scope>
  /** The `from m import *` statements, in source order. */
  readonly stars: readonly Node<'import_from_statement'>[]
}
