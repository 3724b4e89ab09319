import { callbackTakers } from '../knowledge/callbacks.ts'
import { objects } from '../knowledge/objects.ts'
import { argumentsOf, closest, field, is, isAsync, type Node, unwrap } from '../syntax/node.ts'
import { canonical } from './canonical.ts'
import type { Instance, Model } from './model.ts'
import { usableDefinitions } from './names.ts'
import { type Binding, type Definition, MOST_DEFINITIONS } from './scopes.ts'
import { typeAt } from './types/root.ts'
import { withoutNone } from './types/type.ts'

/** The library's class that an expression's value is an instance of, where everything in sight agrees on it. */
export function instanceOf(node: Node, model: Model): Instance | undefined {
  const expression = unwrap(node)
  return traced(expression, model) ?? typed(expression, model)
}

/** By the type of the value, whatever file it was made in. */
function typed(expression: Node, model: Model): Instance | undefined {
  const type = withoutNone(typeAt(expression, model))
  if (type?.kind === 'external') return type.made && { name: type.name }
  const own = type?.kind === 'instance' ? canonical(type.of.name) : ''
  const name = objects.get(own) ?? (classes.has(own) ? own : undefined)
  // An open file is told of where it is opened, which has to be in sight.
  return name === undefined || name === 'io.IOBase' ? undefined : { name }
}

/** The classes that the tables know the methods of. */
const classes: ReadonlySet<string> = new Set(objects.values())

/** By the call in this file that made the object, or made what it comes from. */
function traced(expression: Node, model: Model): Instance | undefined {
  if (is(expression, 'call')) return made(expression, model)
  if (is(expression, 'await')) {
    const [awaited] = expression.children
    const name = is(awaited, 'call') ? objects.get(`await ${model.nameOf(field(awaited, 'function'))}`) : undefined
    return name !== undefined && is(awaited, 'call') ? { name, origin: awaited } : madeInThread(awaited, model)
  }
  if (is(expression, 'named_expression')) return model.instanceOf(field(expression, 'value'))
  if (is(expression, 'attribute')) {
    const owner = model.instanceOf(field(expression, 'object'))
    return derive(owner, `.${field(expression, 'attribute').text}`) ?? derive(owner, '.*')
  }
  if (is(expression, 'subscript')) return derive(model.instanceOf(field(expression, 'value')), '[]')
  if (is(expression, 'binary_operator') && field(expression, 'operator').kind === '/') {
    return derive(model.instanceOf(field(expression, 'left')), '/')
  }
  const binding = is(expression, 'identifier') ? model.bindingOf(expression) : undefined
  return binding && boundInstance(binding, model)
}

function made(call: Node<'call'>, model: Model): Instance | undefined {
  const callee = field(call, 'function')
  const name = objects.get(model.nameOf(callee) ?? '')
  const receiver = is(callee, 'attribute') ? model.instanceOf(field(callee, 'object')) : undefined
  return name === undefined ? undefined : { name, origin: receiver?.origin ?? call }
}

/** What a function makes that is called in a thread and awaited, `functools.partial` or not. */
function madeInThread(call: Node | undefined, model: Model): Instance | undefined {
  if (!is(call, 'call')) return undefined
  const taker = callbackTakers.get(model.nameOf(field(call, 'function')) ?? '')
  const given = taker?.runsIn === 'thread' ? argumentsOf(call)[taker.at] : undefined
  const isPartial = is(given, 'call') && model.nameOf(field(given, 'function')) === 'functools.partial'
  const made = isPartial ? argumentsOf(given)[0] : given
  const name = made && objects.get(model.nameOf(made) ?? '')
  if (!made || name === undefined) return undefined
  const receiver = is(made, 'attribute') ? model.instanceOf(field(made, 'object')) : undefined
  return { name, origin: receiver?.origin ?? (isPartial ? given : call) }
}

function derive(owner: Instance | undefined, step: string): Instance | undefined {
  const name = owner && objects.get(owner.name + step)
  return owner && name !== undefined ? { ...owner, name } : undefined
}

/** What all definitions of a name make it an instance of; a `None` among them does not count. */
function boundInstance(binding: Binding, model: Model): Instance | undefined {
  if (binding.definitions.length > MOST_DEFINITIONS) return undefined
  const [first, ...others] = usableDefinitions(binding).map(definition => definedInstance(definition, model))
  return first && others.every(other => other?.name === first.name) ? first : undefined
}

function definedInstance({ how, site, value }: Definition, model: Model): Instance | undefined {
  if (!value) return undefined
  if (how === 'assignment' || how === 'walrus') return model.instanceOf(value)
  const statement = how === 'with' ? closest(site, 'with_statement') : undefined
  return statement && !isAsync(statement) ? model.instanceOf(value) : undefined
}
