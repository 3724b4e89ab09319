import { objects } from '../knowledge/objects.ts'
import { field, fields, is, type Node } from '../syntax/node.ts'
import { classNamed } from './definitions.ts'
import type { Instance, Model } from './model.ts'
import { nameOfBinding } from './names.ts'

const WRAPPERS: readonly string[] = [
  'typing.Optional',
  'typing.Annotated',
  'typing.Final',
  'typing.ClassVar',
  'typing_extensions.Annotated',
]

/** `C`, `Optional[C]`, `C | None`, `C[T]` and each of them quoted; anything else says too little. */
export function annotatedInstance(annotation: Node, model: Model): Instance | undefined {
  const node = is(annotation, 'type') ? annotation.children[0] : annotation
  if (!node) return undefined
  if (is(node, 'generic_type')) {
    const [generic, list] = node.children
    const wrapper = generic && model.nameOf(generic)
    if (WRAPPERS.includes(wrapper ?? '')) return list?.children[0] && annotatedInstance(list.children[0], model)
    return generic && annotatedInstance(generic, model)
  }
  if (is(node, 'subscript')) {
    const [item] = fields(node, 'subscript')
    if (WRAPPERS.includes(model.nameOf(field(node, 'value')) ?? '')) return item && annotatedInstance(item, model)
    return annotatedInstance(field(node, 'value'), model)
  }
  if (is(node, 'binary_operator', 'union_type')) {
    const members = node.children.filter(child => child.kind !== '|' && unwrapType(child).kind !== 'none')
    return members.length === 1 && members[0] ? annotatedInstance(members[0], model) : undefined
  }
  if (is(node, 'string')) return quotedInstance(node, model)
  const name = objects.get(model.nameOf(node) ?? '')
  if (name !== undefined) return { name }
  const definition = model.definitionOf(node)
  return is(definition, 'class_definition') ? { definition } : undefined
}

function unwrapType(node: Node): Node {
  return is(node, 'type') && node.children[0] ? node.children[0] : node
}

/** An annotation in quotes that is the plain name of a class. */
function quotedInstance(string: Node<'string'>, model: Model): Instance | undefined {
  const [, , head = '', members = ''] = /^(['"])(\w+)((?:\.\w+)*)(?: *\| *None)?\1$/.exec(string.text) ?? []
  const binding = model.scopeOf(string).lookup(head)
  if (!binding) return undefined
  const name = objects.get(nameOfBinding(binding, model) + members)
  if (name !== undefined) return { name }
  const definition = classNamed(binding, members.slice(1), model)
  return definition && { definition }
}

/** As `annotatedInstance`, where `Self` stands for the object itself. */
export function instanceByAnnotation(annotation: Node, self: Instance, model: Model): Instance | undefined {
  const name = is(annotation, 'type') && annotation.children[0] ? model.nameOf(annotation.children[0]) : undefined
  const isSelf = name === 'typing.Self' || name === 'typing_extensions.Self'
  return isSelf ? self : annotatedInstance(annotation, model)
}
