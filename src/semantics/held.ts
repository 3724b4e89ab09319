import { contextsOf, field, is, isAsync, type Node } from '../syntax/node.ts'
import { callsNamed } from '../syntax/search.ts'
import type { Model } from './model.ts'
import { typeAt } from './types/root.ts'

/** Locks of threads and processes: while one is held here, another task that wants it stops the whole loop. */
const LOCKS: ReadonlySet<string> = new Set(
  ['threading', 'multiprocessing'].flatMap(module =>
    ['Lock', 'RLock', 'Condition', 'Semaphore', 'BoundedSemaphore'].map(name => `${module}.${name}`),
  ),
)
const LOCK_LIKE = /(^|_)(r?lock|mutex|sem|semaphore|condition)$/i
/** Classes like `FileLock`, but no `Block`. */
const LOCK_CLASS = /(^|\w)(Lock|Mutex|Semaphore)$/

const TAKING: ReadonlySet<string> = new Set(['acquire'])

/** Context managers that change the whole process until they end. */
const PROCESS_WIDE: ReadonlySet<string> = new Set([
  'contextlib.chdir',
  'contextlib.redirect_stderr',
  'contextlib.redirect_stdout',
  'warnings.catch_warnings',
])

/** Why other tasks must not run while the code of a node does: what it holds, or undefined. */
export function heldAround(node: Node, model: Model): string | undefined {
  const owner = model.placeOf(node).node
  for (let at = node; at.parent && at !== owner; at = at.parent) {
    const { parent } = at
    if (is(parent, 'with_statement') && at.role === 'body' && !isAsync(parent)) {
      for (const context of contextsOf(parent)) {
        if (is(context, 'call') && PROCESS_WIDE.has(model.nameOf(field(context, 'function')) ?? ''))
          return `\`${context.text}\` holds for every task, and would then hold while others run`
        if (isLock(context, model)) return held(context)
      }
    }
  }
  for (const call of callsNamed(TAKING, owner)) {
    const callee = field(call, 'function')
    if (call.start >= node.start || is(call.parent, 'await') || !is(callee, 'attribute')) continue
    if (isLock(field(callee, 'object'), model) && model.placeOf(call).node === owner)
      return held(field(callee, 'object'))
  }
  return undefined
}

function held(lock: Node): string {
  return `\`${lock.text}\` is held here, and a task that wants it meanwhile would stop the whole event loop; use asyncio.Lock first`
}

/** Whether an expression is a lock of threads or files: known to be one, named like one and not known to be another, or a part of one. */
function isLock(expression: Node, model: Model): boolean {
  const instance = model.instanceOf(expression)?.name
  if (instance !== undefined) return LOCKS.has(instance)
  const type = typeAt(expression, model)
  if (type?.kind === 'instance' && LOCK_CLASS.test(type.of.summary.name)) return true
  const callee = is(expression, 'call') ? field(expression, 'function') : undefined
  // `rwlock.write()` takes it too.
  if (is(callee, 'attribute') && isLock(field(callee, 'object'), model)) return true
  const named = callee ?? expression
  const { text } = is(named, 'attribute') ? field(named, 'attribute') : named
  return /^\w+$/.test(text) && (LOCK_LIKE.test(text) || LOCK_CLASS.test(text))
}
