import { closest, is, isAsync, type Node, within } from '../syntax/node.ts'
import { heldAround } from './held.ts'
import type { Model, Place } from './model.ts'

/**
 * What runs the code of a node. Decorators, defaults, base classes and the first iterable of a comprehension belong
 * to what is around them (https://docs.python.org/3/reference/compound_stmts.html#function-definitions).
 */
export function placeOf(node: Node): Place {
  for (let child = node, parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (isTypeRole(child.role) || is(parent, 'type_alias_statement')) {
      return { kind: 'annotation', node: child }
    }
    if (is(parent, 'function_definition') && child.role === 'body') {
      return { kind: isAsync(parent) ? 'coroutine' : 'function', node: parent }
    }
    if (is(parent, 'lambda') && child.role === 'body') return { kind: 'lambda', node: parent }
    if (is(parent, 'class_definition') && child.role === 'body') return { kind: 'class', node: parent }
    if (is(parent, 'generator_expression') && !isFirstIterable(node, parent)) return { kind: 'generator', node: parent }
    if (is(parent, 'module')) return { kind: 'module', node: parent }
  }
  return { kind: 'module', node }
}

function isTypeRole(role: string | undefined): boolean {
  return role === 'type' || role === 'return_type' || role === 'type_parameters'
}

/** Whether an event loop waits while this code runs: it is in a coroutine, or in a class or generator made there. */
export function runsOnLoop(node: Node): boolean {
  const place = placeOf(node)
  if (place.kind === 'generator' || place.kind === 'class') return runsOnLoop(place.node)
  return place.kind === 'coroutine'
}

const NONE: ReadonlySet<Node> = new Set()

/** Why an `await`, or another such keyword, cannot stand at a node, or undefined where it can. `made` become coroutines. */
export function awaitObstacle(node: Node, model: Model, keyword = 'await', made = NONE): string | undefined {
  const { target } = model.options
  const { kind, node: owner } = placeOf(node)
  if (kind === 'generator')
    return `an \`${keyword}\` would turn this generator expression into an asynchronous one; make it a list comprehension`
  if (kind === 'class') return `\`${keyword}\` is not allowed in a class body`
  if (kind === 'lambda') return `\`${keyword}\` is not allowed in a lambda; define a coroutine function instead`
  if (kind === 'module')
    return `\`${keyword}\` is not allowed at module level; do this in a coroutine for \`asyncio.run\``
  if (kind === 'annotation') return `\`${keyword}\` is not allowed in an annotation`
  if (kind === 'function' && !made.has(owner)) {
    const name = nameOfFunction(owner)
    return `\`${keyword}\` is not allowed in the synchronous function \`${name}\`; make it \`async def\` and await its calls`
  }
  if (target < 9 && isInDecorator(node)) return 'before Python 3.9 a decorator cannot hold an `await`'
  if (isInGenericHeader(node)) return '`await` is not allowed in the definition of a generic class'
  // bpo-33346: asynchronous comprehensions inside synchronous ones are allowed from 3.11.
  if (target < 11 && comprehensionsAround(node, owner) > 1) {
    return `before Python 3.11 an inner comprehension cannot hold an \`${keyword}\``
  }
  const field = closest(node, 'interpolation')
  if (field && SHOWS_ITS_TEXT.test(field.text)) return 'the f-string shows the text of this expression'
  return heldAround(node, model)
}

/** The end of a replacement field such as `{x=}`, `{x = !r}` or `{x=:>8}`. */
const SHOWS_ITS_TEXT = /[^=!<>]=\s*(![rsa])?(:[^}]*)?\}$/

function isInDecorator(node: Node): boolean {
  let at: Node | undefined = node
  while (at && !is(at, 'decorator', 'argument_list', 'block')) at = at.parent
  return is(at, 'decorator')
}

/** Whether a node stands in the bases of a class with type parameters, which have a scope of their own (PEP 695). */
function isInGenericHeader(node: Node): boolean {
  for (let at: Node | undefined = node; at && !is(at, 'block'); at = at.parent) {
    if (at.role === 'superclasses') return at.parent?.children.some(child => child.role === 'type_parameters') ?? false
  }
  return false
}

function comprehensionsAround(node: Node, owner: Node): number {
  let count = 0
  for (let at = node.parent; at && at !== owner; at = at.parent) {
    if (is(at, 'list_comprehension', 'set_comprehension', 'dictionary_comprehension') && !isFirstIterable(node, at))
      count++
  }
  return count
}

/** Whether a node stands in the first iterable of a comprehension, which is evaluated before it begins. */
function isFirstIterable(node: Node, comprehension: Node): boolean {
  const first = comprehension.children.find(child => is(child, 'for_in_clause'))
  return (
    first?.children.some(child => child.role === 'right' && child.start <= node.start && node.end <= child.end) ?? false
  )
}

function nameOfFunction(node: Node): string {
  return (is(node, 'function_definition') && node.children.find(child => child.role === 'name')?.text) || '?'
}

/** The innermost loop or comprehension around a node that the same function runs. */
export function loopAround(node: Node): Node | undefined {
  const { node: owner } = placeOf(node)
  const loop = closest(
    node,
    'for_statement',
    'while_statement',
    'list_comprehension',
    'set_comprehension',
    'generator_expression',
  )
  return loop && (loop === owner || within(loop, owner)) ? loop : undefined
}
