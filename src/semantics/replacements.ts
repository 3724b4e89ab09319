import type { Node } from '../syntax/node.ts'

/** What the code of a file may put in the place of what it defines or imports. */
export interface Replacements extends Replacing {
  /** Dotted names that are assigned or patched, as `asyncio.sleep`, each with the functions or classes that it holds for. */
  readonly names: ReadonlyMap<string, readonly (Node | undefined)[]>
}

/** As far as no names need be known for it. */
export interface Replacing {
  /** Attribute names that are set by assignment, `setattr` or `patch`; what methods set on `self` is not among them. */
  readonly attributes: ReadonlyMap<string, readonly SetAttribute[]>
  /** Classes on whose objects attributes of unknown names are set. */
  readonly open: ReadonlySet<Node>
  /** Whether attributes of unknown names are set on unknown objects. */
  readonly anyAttribute: boolean
  /** Variables of the module that are set by their names as texts: `globals()['time'] = …`. */
  readonly globals: ReadonlySet<string>
  /** Whether variables of the module are set without naming them: `globals()[name] = …`. */
  readonly anyGlobal: boolean
}

/** One place where an attribute is set. */
export interface SetAttribute {
  /** What it is set on; undefined where that is not in sight. */
  readonly object: Node | undefined
  /** The function or class at whose end it is set back, as those who patch for a test do. */
  readonly within: Node | undefined
}

export const NOTHING_REPLACED: Replacements = {
  attributes: new Map(),
  open: new Set(),
  anyAttribute: false,
  names: new Map(),
  globals: new Set(),
  anyGlobal: false,
}
