import { attributeResult } from '../semantics/awaited.ts'
import { runnerOf } from '../semantics/questions/runs.ts'
import { field, is, type Node } from '../syntax/node.ts'
import type { FixBuilder } from './builder.ts'

/**
 * Awaits a coroutine whose result is used in place. An `await` around it, as in `await f().json()`, waited for what
 * follows: it stays where that gives a coroutine of its own, and goes where it gives a plain value.
 */
export function awaitResult(call: Node<'call'>, fix: FixBuilder): void {
  const outer = awaitAround(call)
  if (outer) {
    const last = call.parent && is(call.parent, 'attribute') ? call.parent : undefined
    const kind = last?.parent?.parent === outer ? attributeResult(call, last, fix.file) : 'unknown'
    if (kind === 'value') removeAwait(outer, fix)
    else if (kind !== 'coroutine') {
      fix.caution('the first `await` waits for what the result gives, which may be a plain value: then that one goes')
    }
  }
  fix.await(call)
}

/** The `await` that takes a call with the attributes, items and calls after it: `await f().json()`. */
function awaitAround(call: Node<'call'>): Node<'await'> | undefined {
  let at: Node = call
  while (is(at.parent, 'attribute', 'call', 'subscript', 'parenthesized_expression') && at.role !== 'subscript') {
    at = at.parent
  }
  return is(at.parent, 'await') ? at.parent : undefined
}

/** Removes an `await`, and the parentheses that only it needed. */
export function removeAwait(node: Node<'await'>, fix: FixBuilder): void {
  const [operand] = node.children
  if (!operand) return
  const { parent } = node
  const isWrapped =
    is(parent, 'parenthesized_expression') && parent.start === node.start - 1 && parent.end === node.end + 1
  const whole = isWrapped && isPrimaryOperand(parent) && is(operand, 'call') ? parent : node
  fix.replace({ start: whole.start, end: operand.start }, '')
  if (whole !== node) fix.replace({ start: operand.end, end: whole.end }, '')
}

/** Whether an expression is the object of `.attr`, `[i]`, `(…)` or `await`, which bind tighter than `await`. */
export function isPrimaryOperand(expression: Node): boolean {
  const { parent, role } = expression
  if (is(parent, 'attribute')) return role === 'object'
  if (is(parent, 'subscript')) return role === 'value'
  if (is(parent, 'call')) return role === 'function'
  return is(parent, 'await')
}

/** Refuses where what would be awaited is given to something that awaits it itself: `asyncio.wait_for(time.sleep(1), 5)`. */
export function leaveToRunner(expression: Node, fix: FixBuilder): void {
  const runner = runnerOf(expression, fix.file)
  if (!runner) return
  fix.refuse(`\`${field(runner, 'function').text}\` is to wait for this itself: give it a coroutine, without \`await\``)
}
