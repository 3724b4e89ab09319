import { lockPeers } from '../../knowledge/primitives.ts'
import { contextsOf, descendants, field, is, isAsync, type Node } from '../../syntax/node.ts'
import type { PythonFile } from '../python-file.ts'

/** A lock of threads that a `with` statement holds while its coroutine waits. */
export interface HeldLock {
  readonly lock: Node
  /** Its class, by qualified name. */
  readonly name: string
  /** The first thing in the body that lets other tasks run. */
  readonly suspension: Node
}

/** The lock of threads that a `with` statement holds across an `await`, if it does. */
export function lockHeldAcross(statement: Node<'with_statement'>, file: PythonFile): HeldLock | undefined {
  if (isAsync(statement)) return undefined
  const suspension = suspensionIn(field(statement, 'body'), file)
  if (!suspension) return undefined
  for (const lock of contextsOf(statement)) {
    const name = file.instanceOf(lock)?.name
    // A lock made in the `with` itself is nobody else's.
    if (name !== undefined && lockPeers.has(name) && !is(lock, 'call')) return { lock, name, suspension }
  }
  return undefined
}

/** The first `await`, `async for`, `async with` or `yield` of the coroutine's own that a piece of its code holds. */
export function suspensionIn(code: Node, file: PythonFile): Node | undefined {
  const owner = file.placeOf(code).node
  for (const node of descendants(code)) {
    const isSuspension =
      is(node, 'await', 'yield') || (is(node, 'for_statement', 'with_statement', 'for_in_clause') && isAsync(node))
    if (isSuspension && file.placeOf(node).node === owner) return node
  }
  return undefined
}
