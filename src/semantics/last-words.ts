import { field, is, type Node } from '../syntax/node.ts'

const words = new WeakMap<object, ReadonlySet<string>>()

/**
 * Whether an expression may have one of some qualified names: what the last word of an attribute says is asked first,
 * for the whole name may lie in other files. A name alone may be the alias of any.
 */
export function mayBeNamed(callee: Node, names: ReadonlySet<string> | ReadonlyMap<string, unknown>): boolean {
  return !is(callee, 'attribute') || lastWords(names).has(field(callee, 'attribute').text)
}

/** The last words of qualified names: `sleep` of `time.sleep`. */
export function lastWords(names: ReadonlySet<string> | ReadonlyMap<string, unknown>): ReadonlySet<string> {
  const known = words.get(names) ?? new Set([...names.keys()].map(name => name.slice(name.lastIndexOf('.') + 1)))
  words.set(names, known)
  return known
}
