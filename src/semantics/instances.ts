import { neutralDecorators } from '../knowledge/coroutines.ts'
import { objects } from '../knowledge/objects.ts'
import { argumentsOf, closest, field, is, isAsync, type Node, unwrap } from '../syntax/node.ts'
import { annotatedInstance, instanceByAnnotation } from './annotations.ts'
import { attributeInstance } from './attributes.ts'
import { classOfSelf } from './definitions.ts'
import { exportedAs } from './exports.ts'
import { decoratorNames, returnsSelf } from './functions.ts'
import { homeOf } from './homes.ts'
import type { Instance, Model } from './model.ts'
import { usableDefinitions } from './names.ts'
import type { Binding, Definition } from './scopes.ts'

/** The class that an expression's value is an instance of, where everything in sight agrees on it. */
export function instanceOf(node: Node, model: Model): Instance | undefined {
  const expression = unwrap(node)
  if (is(expression, 'call')) return made(expression, model)
  if (is(expression, 'await')) {
    const [awaited] = expression.children
    const name = is(awaited, 'call') ? objects.get(`await ${model.nameOf(field(awaited, 'function'))}`) : undefined
    if (name !== undefined && is(awaited, 'call')) return { name, origin: awaited }
    return madeInThread(awaited, model) ?? (is(awaited, 'call') ? returned(awaited, true, model) : undefined)
  }
  if (is(expression, 'named_expression')) return model.instanceOf(field(expression, 'value'))
  if (is(expression, 'attribute')) {
    const owner = model.instanceOf(field(expression, 'object'))
    const name = field(expression, 'attribute').text
    const known = derive(owner, `.${name}`) ?? derive(owner, '.*')
    return known ?? (owner?.definition && attributeInstance(owner.definition, name))
  }
  if (is(expression, 'subscript')) return derive(model.instanceOf(field(expression, 'value')), '[]')
  if (is(expression, 'binary_operator') && field(expression, 'operator').kind === '/') {
    return derive(model.instanceOf(field(expression, 'left')), '/')
  }
  if (is(expression, 'identifier')) {
    const self = classOfSelf(expression, model)
    if (self) return { definition: self }
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
  return is(definition, 'class_definition') ? { definition, origin: call } : returned(call, false, model)
}

/** What a call gives by the annotation of the function, or what awaiting it gives. */
function returned(call: Node<'call'>, isAwaited: boolean, model: Model): Instance | undefined {
  const definition = model.definitionOf(field(call, 'function'))
  if (!is(definition, 'function_definition') || isAsync(definition) !== isAwaited) return undefined
  const home = homeOf(definition)
  const isNeutral = (decorator: string | undefined) => decorator !== undefined && neutralDecorators.has(decorator)
  const annotation = field(definition, 'return_type')
  return annotation && decoratorNames(definition, home).every(isNeutral)
    ? annotatedInstance(annotation, home)
    : undefined
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
export function boundInstance(binding: Binding, model: Model): Instance | undefined {
  const definitions = usableDefinitions(binding)
  if (definitions.length === 0) return declaredInstance(binding, model)
  return agreed(definitions.map(definition => definedInstance(definition, model)))
}

/** The instance that all are, where they are of one class. */
export function agreed(instances: readonly (Instance | undefined)[]): Instance | undefined {
  const [first] = instances
  return instances.every(other => other && other.name === first?.name && other.definition === first?.definition)
    ? first
    : undefined
}

/** What a bare annotation says of a name: `x: C`, where the value is set elsewhere. */
function declaredInstance({ definitions }: Binding, model: Model): Instance | undefined {
  const sites = definitions.map(({ site }) => site)
  const [annotation] = sites.flatMap(site => (is(site, 'assignment') ? (field(site, 'type') ?? []) : []))
  return sites.length === 1 && annotation ? annotatedInstance(annotation, model) : undefined
}

function definedInstance({ how, name, site, value }: Definition, model: Model): Instance | undefined {
  if (how === 'assignment' && is(site, 'assignment')) {
    const annotation = field(site, 'type')
    return (value && model.instanceOf(value)) ?? (annotation && annotatedInstance(annotation, model))
  }
  if (how === 'walrus') return value && model.instanceOf(value)
  if (how === 'import') {
    const dotted = model.nameOf(name)
    const found = dotted === undefined ? undefined : exportedAs(dotted, model)
    return found && found.rest.length === 0 ? boundInstance(found.binding, found.home) : undefined
  }
  if (how === 'with') {
    const statement = closest(site, 'with_statement')
    const context = value && statement ? model.instanceOf(value) : undefined
    if (context?.definition && statement) return entered(context, isAsync(statement) ? '__aenter__' : '__enter__')
    return statement && isAsync(statement) ? undefined : context
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

/** What `with C() as c` binds: the object itself, or what the method says that it gives. */
function entered(context: Instance, method: string): Instance | undefined {
  const owner = context.definition
  const entering = owner && homeOf(owner).classes.methodOf(owner, method, context.origin !== undefined)
  if (!entering) return undefined
  if (returnsSelf(entering)) return context
  const annotation = field(entering, 'return_type')
  // `def __enter__(self: T) -> T` gives the object itself.
  const [self] = field(entering, 'parameters').children
  if (annotation && is(self, 'typed_parameter') && field(self, 'type').text === annotation.text) return context
  return annotation && instanceByAnnotation(annotation, context, homeOf(entering))
}
