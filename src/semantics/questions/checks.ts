import {
  closest,
  descendants,
  descendantsOf,
  field,
  is,
  isAsync,
  isTarget,
  type Node,
  unwrap,
  within,
} from '../../syntax/node.ts'
import { at, flowOf, leads, type Test } from '../flow/flow.ts'
import { suspends } from '../flow/point.ts'
import type { Model } from '../model.ts'
import { placeOf } from '../places.ts'
import { sideBySide } from './concurrency.ts'
import { mayHoldLock } from './locks.ts'
import { isRunOnce } from './once.ts'
import { plainText, type State, stateOf } from './shared-state.ts'

/** A test whether shared state is there, an `await`, and the write of what was missing. */
export interface LateWrite {
  /** What is tested, as the code names it: `self.session`, `cache[url]`. */
  readonly text: string
  /** The state that is tested or that holds it under a key. */
  readonly state: State
  readonly isKeyed: boolean
  readonly write: Node
  /** What runs the function several times at once, where that is in sight. */
  readonly start: Node | undefined
}

/** A part of a condition that asks whether something is set: `url not in cache`, `self.session is None`. */
interface Check extends Pick<LateWrite, 'text' | 'state' | 'isKeyed'> {
  /** Where the state is looked at: in the condition, or before it into a local variable. */
  readonly node: Node
  /** Whether it is true where the thing is there. */
  readonly isPresence: boolean
}

/** The write that a condition was to guard, where other tasks run between the two and may come to the same. */
export function lateWrite(branch: Node<'if_statement'>, model: Model): LateWrite | undefined {
  const { node: owner } = placeOf(branch)
  if (!is(owner, 'function_definition') || !isAsync(owner) || isRunOnce(owner)) return undefined
  for (const check of checksIn(field(branch, 'condition'), false, model)) {
    const write = writesOf(check.text, owner).find(
      target => isGuardedBy(target, check, branch) && isLate(target, check, owner, model),
    )
    const start = write && sideBySide(owner, check.state, model)
    // A variable of the module is there for all; an object may have one user.
    if (write && (start || check.state.kind === 'global')) return { ...check, write, start }
  }
  return undefined
}

function checksIn(condition: Node, isNegated: boolean, model: Model): Check[] {
  const node = unwrap(condition)
  if (is(node, 'not_operator')) return checksIn(field(node, 'argument'), !isNegated, model)
  if (is(node, 'boolean_operator'))
    return [field(node, 'left'), field(node, 'right')].flatMap(each => checksIn(each, isNegated, model))
  if (is(node, 'comparison_operator')) return comparison(node, isNegated, model)
  const found = lookedUp(node, model)
  return found ? [{ ...found, isPresence: !isNegated }] : []
}

function comparison(node: Node<'comparison_operator'>, isNegated: boolean, model: Model): Check[] {
  const [first, second] = node.children.filter(child => child.role !== 'operators')
  if (!first || !second) return []
  const operator = node.source.slice(first.end, second.start).trim()
  const [left, right] = [unwrap(first), unwrap(second)]
  if (/^(not\s+)?in$/.test(operator)) {
    const found = held(right, left, node, model)
    return found ? [{ ...found, isPresence: (operator === 'in') !== isNegated }] : []
  }
  const found = /^is(\s+not)?$/.test(operator) && is(right, 'none') ? lookedUp(left, model) : undefined
  return found ? [{ ...found, isPresence: (operator !== 'is') !== isNegated }] : []
}

type Found = Omit<Check, 'isPresence'>

/** Shared state that an expression looks at: itself, with `get` of a collection, or earlier into a local variable. */
function lookedUp(node: Node, model: Model): Found | undefined {
  if (is(node, 'call')) {
    const callee = field(node, 'function')
    const [key] = field(node, 'arguments').children
    const isGet = is(callee, 'attribute') && field(callee, 'attribute').text === 'get'
    return isGet && key ? held(field(callee, 'object'), key, node, model) : undefined
  }
  if (is(node, 'named_expression')) return lookedUp(unwrap(field(node, 'value')), model)
  if (!is(node, 'identifier', 'attribute')) return undefined
  const state = stateOf(node, model)
  if (state) return { node, text: state.text, state, isKeyed: false }
  const binding = is(node, 'identifier') ? model.bindingOf(node) : undefined
  if (!binding || binding.scope.node !== placeOf(node).node) return undefined
  const last = binding.definitions.findLast(({ site }) => site.end <= node.start)
  const value = last?.how === 'assignment' && last.value ? unwrap(last.value) : undefined
  return is(value, 'call', 'attribute') ? lookedUp(value, model) : undefined
}

/** What a collection holds under a key that means the same wherever it stands. */
function held(collection: Node, key: Node, node: Node, model: Model): Found | undefined {
  const state = is(key, 'identifier', 'string', 'integer') ? stateOf(collection, model) : undefined
  return state && { node, text: `${state.text}[${plainText(key)}]`, state, isKeyed: true }
}

/** The targets in a function's own code that write a state. */
function writesOf(text: string, owner: Node<'function_definition'>): Node[] {
  return descendantsOf(field(owner, 'body'), ['identifier', 'attribute', 'subscript']).filter(
    node => isTarget(node) && plainText(node) === text && placeOf(node).node === owner,
  )
}

/** Whether a write happens because a check found nothing there: in its branch, or after a branch that leaves. */
function isGuardedBy(write: Node, { isPresence }: Check, branch: Node<'if_statement'>): boolean {
  const consequence = field(branch, 'consequence')
  if (!isPresence) return within(write, consequence)
  if (write.start < consequence.end) return false
  return (
    within(write, branch) ||
    is(consequence.children.at(-1), 'return_statement', 'raise_statement', 'continue_statement')
  )
}

function isLate(write: Node, check: Check, owner: Node<'function_definition'>, model: Model): boolean {
  if (!isAwaitedFor(write, model) || mayHoldLock([check.node, write], model)) return false
  // Who writes a mark before it waits, or looks again after, keeps others out.
  const others = new Set(writesOf(check.text, owner))
  const again: Test = point =>
    point.node === check.node || (point.does === 'bind' && others.has(point.node)) || isSameCheck(point.node, check)
  return leads(flowOf(owner), at(check.node, 'evaluate'), at(write, 'bind'), {
    through: suspends,
    avoiding: again,
    exceptions: false,
  })
}

function isSameCheck(node: Node, { node: own, text, state, isKeyed }: Check): boolean {
  if (!is(node, 'comparison_operator') || within(own, node)) return false
  return isKeyed ? plainText(node).endsWith(` in ${state.text}`) : plainText(node).startsWith(`${text} is`)
}

/** Whether what is written is what the coroutine waited for: awaited in the assignment, or into the local that it writes. */
function isAwaitedFor(write: Node, model: Model): boolean {
  const assignment = closest(write, 'assignment')
  const value = assignment && field(assignment, 'right')
  if (!value) return false
  if (descendantsOf(value, ['await']).length > 0) return true
  return [...descendants(value)].some(node => {
    const binding = is(node, 'identifier') ? model.bindingOf(node) : undefined
    return (
      binding?.scope.node === placeOf(write).node &&
      binding.definitions.some(({ value: given, site }) => given && descendantsOf(site, ['await']).length > 0)
    )
  })
}
