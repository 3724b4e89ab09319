import { blocking } from '../knowledge/blocking.ts'
import { valueBuiltins } from '../knowledge/consumers.ts'
import { neutralDecorators } from '../knowledge/coroutines.ts'
import { descendants, field, is, isAsync, type Kind, type Node, unwrap } from '../syntax/node.ts'
import { decoratorNames, isStub } from './functions.ts'
import { homeOf } from './homes.ts'
import { Memory, oncePerFile } from './memory.ts'
import type { Model, Result } from './model.ts'

/** What a call gives by its result where that is a plain value, of which it is certain that it cannot be awaited. */
export function plainResultOf(call: Node<'call'>, model: Model): Result {
  return { kind: isPlain(call, model) ? 'value' : 'unknown' }
}

function isPlain(call: Node<'call'>, model: Model): boolean {
  const callee = unwrap(field(call, 'function'))
  if (is(callee, 'attribute') && !isExact(field(callee, 'object'), model)) return false
  const name = model.nameOf(callee)
  if (name !== undefined && (name === 'time.sleep' || blocking.has(name) || valueBuiltins.has(name))) return true
  const definition = model.definitionOf(callee)
  return is(definition, 'function_definition') && givesValues(definition)
}

/**
 * Whether an object is certainly what it is taken for: a module, a class, or made by a call. An annotation alone may be
 * out of date, people annotate asynchronous clients as synchronous ones, and a subclass may define a method otherwise.
 */
function isExact(object: Node, model: Model): boolean {
  const instance = model.instanceOf(object)
  if (instance) return instance.origin !== undefined
  return model.nameOf(object) !== undefined || is(model.definitionOf(object), 'class_definition')
}

/** Whether calls of a function of the project certainly give plain values. */
export function givesValues(definition: Node<'function_definition'>): boolean {
  if (isAsync(definition) || isStub(definition)) return false
  const home = homeOf(definition)
  const isNeutral = (decorator: string | undefined) => decorator !== undefined && neutralDecorators.has(decorator)
  if (!decoratorNames(definition, home).every(isNeutral)) return false
  return known(home).recall(definition, () => returnsValues(definition, home)) ?? false
}

const known = oncePerFile(() => new Memory<boolean>())

const INNER: readonly Kind[] = ['function_definition', 'lambda', 'class_definition']

/** Whether each `return` of a function gives a plain value, and its call no generator. */
function returnsValues(definition: Node<'function_definition'>, home: Model): boolean {
  const own = [...descendants(field(definition, 'body'), node => !INNER.includes(node.kind))]
  if (own.some(node => is(node, 'yield'))) return false
  const returned = own.flatMap(node => (is(node, 'return_statement') ? (node.children[0] ?? []) : []))
  return returned.every(expression => isValue(expression, home))
}

const DISPLAYS: readonly Kind[] = [
  'comparison_operator',
  'concatenated_string',
  'dictionary',
  'dictionary_comprehension',
  'expression_list',
  'false',
  'float',
  'generator_expression',
  'integer',
  'list',
  'list_comprehension',
  'none',
  'not_operator',
  'set',
  'set_comprehension',
  'string',
  'true',
  'tuple',
]

/** Whether the value of an expression can certainly not be awaited, whatever the names in it stand for. */
function isValue(expression: Node, home: Model): boolean {
  const node = unwrap(expression)
  if (DISPLAYS.includes(node.kind)) return true
  if (is(node, 'conditional_expression'))
    return [node.children[0], node.children[2]].every(each => each && isValue(each, home))
  if (is(node, 'boolean_operator')) return isValue(field(node, 'left'), home) && isValue(field(node, 'right'), home)
  if (is(node, 'binary_operator')) return isValue(field(node, 'left'), home) || isValue(field(node, 'right'), home)
  return is(node, 'call') && home.resultOf(node).kind === 'value'
}
