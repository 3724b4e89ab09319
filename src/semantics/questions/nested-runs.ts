import { descendants, is, type Node } from '../../syntax/node.ts'
import { isExpectedToFail } from '../expectations.ts'
import type { Model } from '../model.ts'
import { placeOf } from '../places.ts'
import { type Closure, closureOf } from './closures.ts'

/** By which code finds out whether a loop runs, or has another thread do the work. */
const PROBES =
  /^(get_running_loop|_get_running_loop|get_event_loop|is_running|current_async_library|Thread|submit|to_thread|apply)$/

/**
 * The callers of the synchronous function whose every run comes to a call that starts a loop, where a coroutine certainly
 * is among them: a loop runs already then.
 */
export function callersOnLoop(call: Node<'call'>, file: Model): Closure | undefined {
  const { kind, node: definition } = placeOf(call)
  if (kind !== 'function' || !is(definition, 'function_definition') || !isOnEveryPath(call, definition))
    return undefined
  for (const node of descendants(definition)) if (is(node, 'identifier') && PROBES.test(node.text)) return undefined
  const closure = closureOf(definition, file)
  const { onLoop } = closure
  return onLoop && !isExpectedToFail(onLoop.node, 'RuntimeError') ? closure : undefined
}

/** Whether a call stands in the function's own statements, under nothing but `with`. */
function isOnEveryPath(call: Node, definition: Node): boolean {
  for (let at = call; at !== definition; ) {
    const { parent } = at
    if (!parent || is(parent, 'boolean_operator', 'conditional_expression', 'lambda')) return false
    const isStraight = !/_(statement|clause)$/.test(parent.kind) || is(parent, ...STRAIGHT)
    if (!isStraight) return false
    at = parent
  }
  return true
}

const STRAIGHT = ['expression_statement', 'return_statement', 'with_statement', 'with_clause'] as const
