import { field, is, isAsync, type Node } from '../syntax/node.ts'
import { annotatedInstance } from './annotations.ts'
import { resultOfFunction } from './functions.ts'
import { homeOf } from './homes.ts'
import type { Model, Result } from './model.ts'
import { givesValues } from './values.ts'

/** Builtin classes, of whose methods none gives what can be awaited. */
const PLAIN_CLASSES = /^builtins\.(bool|bytearray|bytes|complex|dict|float|frozenset|int|list|set|str|tuple)$/

/** What a method gives of the object that awaiting a call gives, as far as the annotation of the called function says it. */
export function attributeResult(call: Node<'call'>, attribute: Node<'attribute'>, model: Model): Result['kind'] {
  const definition = model.definitionOf(field(call, 'function'))
  const annotation = is(definition, 'function_definition') ? field(definition, 'return_type') : undefined
  if (!annotation || !is(definition, 'function_definition') || !isAsync(definition)) return 'unknown'
  const home = homeOf(definition)
  const [type] = annotation.children
  const head = is(type, 'generic_type') ? type.children[0] : is(type, 'subscript') ? field(type, 'value') : type
  if (head && PLAIN_CLASSES.test(home.nameOf(head) ?? '')) return 'value'
  const owner = annotatedInstance(annotation, home)?.definition
  const method = owner && homeOf(owner).classes.methodOf(owner, field(attribute, 'attribute').text, false)
  if (!method) return 'unknown'
  return givesValues(method) ? 'value' : resultOfFunction(method, homeOf(method))
}
