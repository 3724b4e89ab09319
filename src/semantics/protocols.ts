import { neutralDecorators } from '../knowledge/coroutines.ts'
import { asyncContexts, asyncIterables } from '../knowledge/protocols.ts'
import { field, is, type Node, unwrap } from '../syntax/node.ts'
import { ELSEWHERE } from './classes.ts'
import { decoratorNames } from './functions.ts'
import { homeOf } from './homes.ts'
import type { Instance, Model, Protocol, Protocols } from './model.ts'
import { isUnconditional } from './names.ts'

type Class = Node<'class_definition'>
/** Whether a class's objects have a method. */
type Presence = 'present' | 'absent' | 'unknown'

const UNKNOWN: Protocols = { context: 'unknown', iteration: 'unknown' }

/** Which protocols the value of an expression certainly has. */
export function protocolsOf(expression: Node, model: Model): Protocols {
  const call = madeBy(unwrap(expression), model)
  const instance = model.instanceOf(expression)
  const names = [call && model.nameOf(field(call, 'function')), instance?.name]
  const isListed = (list: ReadonlySet<string>) => names.some(name => name !== undefined && list.has(name))
  if (isListed(asyncContexts)) return { ...UNKNOWN, context: 'async' }
  if (isListed(asyncIterables)) return { ...UNKNOWN, iteration: 'async' }
  if (instance?.definition) return protocolsOfClass(instance.definition, instance, model)
  if (!call) return UNKNOWN
  if (model.resultOf(call).kind === 'async-generator') return { ...UNKNOWN, iteration: 'async' }
  return givesAsyncContext(call, model) ? { ...UNKNOWN, context: 'async' } : UNKNOWN
}

/** The call that an expression is, or by which a name that it is was given its only value. */
function madeBy(expression: Node, model: Model): Node<'call'> | undefined {
  if (is(expression, 'call')) return expression
  const binding = is(expression, 'identifier') ? model.bindingOf(expression) : undefined
  const [only] = binding?.definitions ?? []
  // What stands at module level may be set by its name as a text.
  if (binding?.scope.kind !== 'function' || binding.definitions.length !== 1 || only?.how !== 'assignment')
    return undefined
  const value = only.value && unwrap(only.value)
  return is(value, 'call') ? value : undefined
}

/** Whether a call is of a function that `contextlib.asynccontextmanager` decorates, and nothing else that changes it. */
function givesAsyncContext(call: Node<'call'>, model: Model): boolean {
  const definition = model.definitionOf(field(call, 'function'))
  if (!is(definition, 'function_definition')) return false
  const decorators = decoratorNames(definition, homeOf(definition))
  const others = decorators.filter(name => name !== 'contextlib.asynccontextmanager')
  return others.length === decorators.length - 1 && others.every(name => neutralDecorators.has(name ?? ''))
}

function protocolsOfClass(owner: Class, { origin }: Instance, model: Model): Protocols {
  // What is not made in sight may be of a subclass.
  const heirs = origin ? undefined : [...heirsIn(homeOf(owner), owner), ...heirsIn(model, owner)]
  const has = (...names: string[]) => names.map(name => presenceOf(name, owner, heirs))
  return {
    context: protocolOf(has('__enter__'), has('__aenter__')),
    iteration: protocolOf(has('__iter__', '__getitem__'), has('__aiter__')),
  }
}

/** The classes of a file that inherit from a class. */
function heirsIn(model: Model, owner: Class): Class[] {
  const classes = [...model.bindings.scopes.keys()].filter(node => is(node, 'class_definition'))
  return classes.filter(other => other !== owner && model.classes.order(other).includes(owner))
}

/** Of the methods of each form one is enough, and all must be known to be absent. */
function protocolOf(sync: readonly Presence[], async: readonly Presence[]): Protocol {
  const [isSync, isAsync] = [sync.includes('present'), async.includes('present')]
  if (isSync && isAsync) return 'both'
  const isCertain = (isSync ? async : sync).every(presence => presence === 'absent')
  if (!isCertain) return 'unknown'
  return isSync ? 'sync' : isAsync ? 'async' : 'unknown'
}

/** Whether the objects of a class have a method. Of heirs, where it may be one of them, none may say otherwise. */
function presenceOf(name: string, owner: Class, heirs: readonly Class[] | undefined): Presence {
  if (heirs?.some(heir => homeOf(heir).bindings.scopes.get(heir)?.bindings.has(name))) return 'unknown'
  for (const ancestor of homeOf(owner).classes.order(owner)) {
    if (ancestor === ELSEWHERE) return 'unknown'
    const own = ownPresence(name, ancestor, heirs === undefined)
    if (own !== 'absent') return own === 'raises' ? 'absent' : own
  }
  return 'absent'
}

/** Whether a class itself defines a method, or one that only says that it is not there. */
function ownPresence(name: string, owner: Class, isExact: boolean): Presence | 'raises' {
  const home = homeOf(owner)
  const { attributes, anyAttribute, open } = home.replacements
  if (attributes.has(name) || anyAttribute || open.has(owner)) return 'unknown'
  const binding = home.bindings.scopes.get(owner)?.bindings.get(name)
  if (!binding) return decoratorNames(owner, home).every(isPlainDecorator) ? 'absent' : 'unknown'
  const [only] = binding.definitions
  if (binding.definitions.length !== 1 || !only || !is(only.site, 'function_definition') || !isUnconditional(only))
    return 'unknown'
  const statements = field(only.site, 'body').children.filter(statement => !isDocstring(statement))
  if (!is(statements[0], 'raise_statement')) return 'present'
  // A subclass that is not in sight may define what this one leaves open.
  return !isExact && statements[0].text.includes('NotImplemented') ? 'unknown' : 'raises'
}

function isDocstring(statement: Node): boolean {
  return is(statement, 'expression_statement') && is(statement.children[0], 'string', 'concatenated_string')
}

/** Whether a class decorator adds no methods by which objects are entered or iterated. */
function isPlainDecorator(name: string | undefined): boolean {
  return name !== undefined && /^(attrs?|dataclasses|enum|functools|typing|typing_extensions)\./.test(name)
}
