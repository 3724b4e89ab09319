import { objects } from '../knowledge/objects.ts'
import { argumentsOf, closest, field, fields, is, isAsync, type Node, unwrap } from '../syntax/node.ts'
import { returnsSelf } from './functions.ts'
import type { Instance, Model } from './model.ts'
import { isPlaceholder, nameOfBinding } from './names.ts'
import type { Binding, Definition } from './scopes.ts'

/** The class that an expression's value is an instance of, where everything in sight agrees on it. */
export function instanceOf(node: Node, model: Model): Instance | undefined {
  const expression = unwrap(node)
  if (is(expression, 'call')) return made(expression, model)
  if (is(expression, 'await')) {
    const [awaited] = expression.children
    const name = is(awaited, 'call') ? objects.get(`await ${model.nameOf(field(awaited, 'function'))}`) : undefined
    return name !== undefined && is(awaited, 'call') ? { name, origin: awaited } : madeInThread(awaited, model)
  }
  if (is(expression, 'named_expression')) return model.instanceOf(field(expression, 'value'))
  if (is(expression, 'attribute')) {
    const owner = model.instanceOf(field(expression, 'object'))
    const name = field(expression, 'attribute').text
    return derive(owner, `.${name}`) ?? derive(owner, '.*')
  }
  if (is(expression, 'subscript')) return derive(model.instanceOf(field(expression, 'value')), '[]')
  if (is(expression, 'binary_operator') && field(expression, 'operator').kind === '/') {
    return derive(model.instanceOf(field(expression, 'left')), '/')
  }
  if (is(expression, 'identifier')) {
    const binding = model.bindingOf(expression)
    return binding && boundInstance(binding, model)
  }
  return undefined
}

function made(call: Node<'call'>, model: Model): Instance | undefined {
  const callee = field(call, 'function')
  const name = objects.get(model.nameOf(callee) ?? '')
  const receiver = is(callee, 'attribute') ? model.instanceOf(field(callee, 'object')) : undefined
  if (name !== undefined) return { name, origin: receiver?.origin ?? call }
  const definition = model.definitionOf(callee)
  return is(definition, 'class_definition') ? { definition, origin: call } : undefined
}

/** Functions that call another in a thread, with the index of the argument that it is. */
const THREAD_CALLERS: ReadonlyMap<string, number> = new Map([
  ['asyncio.AbstractEventLoop.run_in_executor', 1],
  ['asyncio.to_thread', 0],
  ['trio.to_thread.run_sync', 0],
  ['anyio.to_thread.run_sync', 0],
])

/** What a function makes that is called in a thread and awaited, `functools.partial` or not. */
function madeInThread(call: Node | undefined, model: Model): Instance | undefined {
  if (!is(call, 'call')) return undefined
  const index = THREAD_CALLERS.get(model.nameOf(field(call, 'function')) ?? '')
  const given = index === undefined ? undefined : argumentsOf(call)[index]
  const isPartial = is(given, 'call') && model.nameOf(field(given, 'function')) === 'functools.partial'
  const made = isPartial ? argumentsOf(given)[0] : given
  const name = made && objects.get(model.nameOf(made) ?? '')
  if (!made || name === undefined) return undefined
  const receiver = is(made, 'attribute') ? model.instanceOf(field(made, 'object')) : undefined
  return { name, origin: receiver?.origin ?? (isPartial ? given : call) }
}

function derive(owner: Instance | undefined, step: string): Instance | undefined {
  const name = owner?.name === undefined ? undefined : objects.get(owner.name + step)
  return name === undefined ? undefined : { ...owner, name }
}

/** What all definitions of a name make it an instance of; a `None` among them does not count. */
function boundInstance(binding: Binding, model: Model): Instance | undefined {
  const definitions = binding.definitions.filter(definition => !isPlaceholder(definition))
  const instances = definitions.map(definition => definedInstance(definition, model))
  const [first] = instances
  return instances.every(other => other && other.name === first?.name && other.definition === first?.definition)
    ? first
    : undefined
}

function definedInstance({ how, name, site, value }: Definition, model: Model): Instance | undefined {
  if (how === 'assignment' && is(site, 'assignment')) {
    const annotation = field(site, 'type')
    return (value && model.instanceOf(value)) ?? (annotation && annotatedInstance(annotation, model))
  }
  if (how === 'walrus') return value && model.instanceOf(value)
  if (how === 'with') {
    const statement = closest(site, 'with_statement')
    const context = value && statement && !isAsync(statement) ? model.instanceOf(value) : undefined
    return context?.definition && !entersItself(context.definition, model) ? undefined : context
  }
  if (how === 'parameter' && is(site, 'typed_parameter', 'typed_default_parameter')) {
    if (is(site.children[0], 'list_splat_pattern', 'dictionary_splat_pattern') || isDistinguished(name, model))
      return undefined
    return annotatedInstance(field(site, 'type'), model)
  }
  return undefined
}

/** Whether the code asks of which class a parameter is: then its annotation does not say it all. */
function isDistinguished(parameter: Node, model: Model): boolean {
  const isAsked = ({ parent: list }: Node) =>
    is(list?.parent, 'call') && /^(isinstance|type|issubclass)$/.test(field(list.parent, 'function').text)
  return model.bindingOf(parameter)?.uses.some(isAsked) ?? false
}

/** Whether `with C() as c` binds the object itself. */
function entersItself(definition: Node<'class_definition'>, model: Model): boolean {
  const only = model.bindings.scopes.get(definition)?.bindings.get('__enter__')?.definitions
  const method = only?.length === 1 ? only[0]?.site : undefined
  return is(method, 'function_definition') && returnsSelf(method)
}

/** `C`, `Optional[C]`, `C | None` and each of them quoted; anything else says too little. */
function annotatedInstance(annotation: Node, model: Model): Instance | undefined {
  const node = is(annotation, 'type') ? annotation.children[0] : annotation
  if (!node) return undefined
  if (is(node, 'generic_type')) {
    const [generic, list] = node.children
    const isOptional = generic && model.nameOf(generic) === 'typing.Optional'
    return isOptional && list?.children[0] ? annotatedInstance(list.children[0], model) : undefined
  }
  if (is(node, 'subscript')) {
    const [item] = fields(node, 'subscript')
    return item && model.nameOf(field(node, 'value')) === 'typing.Optional' ? annotatedInstance(item, model) : undefined
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
  const definition = binding.definitions.length === 1 && !members ? binding.definitions[0]?.site : undefined
  return is(definition, 'class_definition') ? { definition } : undefined
}
