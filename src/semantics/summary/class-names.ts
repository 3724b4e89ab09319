import type { Bound } from './summary.ts'

/** Under which a bound keeps the names of its classes, where these are known before they are asked for. */
const CLASSES: unique symbol = Symbol('classes')

/** The names among which all are that classes of a bound go by. */
export function classNamesIn(bound: Bound): readonly string[] {
  return (bound as { readonly [CLASSES]?: readonly string[] })[CLASSES] ?? Object.keys(bound)
}

/** Tells a bound the names of its classes. */
export function withClasses(names: Bound, classes: readonly string[]): Bound {
  return Object.defineProperty(names, CLASSES, { value: classes })
}
