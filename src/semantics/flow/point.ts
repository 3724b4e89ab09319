import { is, isAsync, type Kind, type Node } from '../../syntax/node.ts'

/**
 * What happens at a point. `evaluate`: an expression has its value, a simple statement is done. `bind`, `delete`: a name,
 * attribute or item is written or removed. `enter`, `leave`: a `with` item. `step`: a loop or comprehension clause asks for its next
 * element, a `while` tests again. `catch`: a handler, or a `case`, is taken. `end`: the function returns. `escape`: an exception leaves it.
 */
export type Act = 'evaluate' | 'bind' | 'delete' | 'enter' | 'leave' | 'step' | 'catch' | 'end' | 'escape'

/** One moment in the execution of a function, after what it rests on: the call after its arguments. */
export interface Point {
  readonly node: Node
  readonly does: Act
  /** What may come next. */
  readonly next: readonly Point[]
  /** What comes next where this raises. */
  readonly raises: readonly Point[]
}

/** The points that may come next. */
export type Ahead = readonly Point[]

/** Where the ways out of a block lead; found when asked, for each runs its own copy of the `finally` blocks around. */
export interface Ways {
  readonly raise: () => Ahead
  readonly return: () => Ahead
  readonly break: () => Ahead
  readonly continue: () => Ahead
}

/** What may fail by itself. A plain name counts as safe. */
const MAY_RAISE: ReadonlySet<Kind> = new Set<Kind>([
  'attribute',
  'await',
  'binary_operator',
  'call',
  'comparison_operator',
  'dictionary_splat',
  'for_in_clause',
  'for_statement',
  'import_from_statement',
  'import_statement',
  'interpolation',
  'list_splat',
  'raise_statement',
  'subscript',
  'unary_operator',
  'with_item',
  'yield',
])

/** A point that may raise where its node may. */
export function point(node: Node, does: Act, next: Ahead, ways: Ways): Point {
  return { node, does, next, raises: MAY_RAISE.has(node.kind) ? ways.raise() : [] }
}

/** A point that comes again: what follows it is made with it in hand. */
export function cycle(node: Node, does: Act, ways: Ways, next: (again: Ahead) => Ahead): Point {
  const follows: Point[] = []
  const again = point(node, does, follows, ways)
  follows.push(...next([again]))
  return again
}

/** Whether other tasks may run at a point: `await`, an `async with` entered or left, a step of `async for`, a `yield`. */
export function suspends({ node, does }: Point): boolean {
  if (is(node, 'await', 'yield')) return true
  if (is(node, 'with_item')) return is(node.parent?.parent, 'with_statement') && isAsync(node.parent.parent)
  return does === 'step' && is(node, 'for_statement', 'for_in_clause') && isAsync(node)
}
