import { coroutineFunctions, futureFunctions, taskFunctions } from '../knowledge/coroutines.ts'
import { argumentsOf, field, is, type Node, nameText, unwrap } from '../syntax/node.ts'
import { exportedAs } from './exports.ts'
import { classAround, classOfMethod, decoratorNames, isStub, resultOfFunction } from './functions.ts'
import { homeOf } from './homes.ts'
import type { Model, Result } from './model.ts'
import { isUnconditional, nameOfBinding, starsAfter, usableDefinitions } from './names.ts'
import type { Binding } from './scopes.ts'

type Definition = Node<'function_definition' | 'class_definition'>

/** The function or class that an expression certainly stands for, of this file or of another. */
export function definitionOf(callee: Node, model: Model): Definition | undefined {
  const expression = unwrap(callee)
  if (is(expression, 'identifier')) return namedDefinition(expression, model)
  if (!is(expression, 'attribute')) return undefined
  const object = unwrap(field(expression, 'object'))
  const name = field(expression, 'attribute').text
  const own = is(object, 'identifier') ? classOfSelf(object, model) : undefined
  if (isPrivate(name)) {
    // `self.__name` is `self._Class__name`: it reaches the class around it and no other.
    const around = classAround(expression)
    return own && own === around && model.bindings.scopes.get(own)?.bindings.has(name)
      ? model.classes.methodOf(own, name, true)
      : undefined
  }
  if (is(object, 'call') && model.nameOf(field(object, 'function')) === 'builtins.super') {
    const owner = classOfSuper(object, model)
    return owner && model.classes.inheritedMethodOf(owner, name)
  }
  // A test may replace here what another file defines.
  const { attributes, anyAttribute } = model.replacements
  if (attributes.has(name) || anyAttribute) return undefined
  if (own) return model.classes.methodOf(own, name, false)
  const named = model.definitionOf(object)
  if (is(named, 'class_definition')) return homeOf(named).classes.methodOf(named, name, true)
  const { definition, origin } = model.instanceOf(object) ?? {}
  if (definition) return homeOf(definition).classes.methodOf(definition, name, origin !== undefined)
  const dotted = model.nameOf(expression)
  return dotted === undefined ? undefined : exportedDefinition(dotted, model)
}

function namedDefinition(identifier: Node<'identifier'>, model: Model): Definition | undefined {
  const binding = model.bindingOf(identifier)
  if (isPrivate(nameText(identifier)) && classAround(identifier)) return undefined
  if (binding) return boundDefinition(binding, model)
  // A star import may bring it.
  const dotted = model.nameOf(identifier)
  return dotted === undefined ? undefined : exportedDefinition(dotted, model)
}

function boundDefinition(binding: Binding, model: Model): Definition | undefined {
  const definitions = usableDefinitions(binding)
  const [only] = definitions
  if (definitions.some(({ how }) => how === 'import')) {
    const dotted = nameOfBinding(binding, model)
    const isKnown = dotted !== undefined && !model.replacements.names.has(dotted)
    return isKnown ? exportedDefinition(dotted, model) : undefined
  }
  if (definitions.length !== 1 || !only) return undefined
  const isOfModule = binding.scope.kind === 'module'
  const { anyGlobal, globals } = model.replacements
  if (isOfModule && (anyGlobal || globals.has(binding.name) || starsAfter(only, binding.name, model))) return undefined
  // What is defined on one path only lets a builtin of the name through on the other.
  if (!isUnconditional(only) && model.isBuiltin(binding.name)) return undefined
  if (is(only.site, 'function_definition', 'class_definition')) return only.site
  return only.how === 'assignment' && is(only.value, 'identifier') ? model.definitionOf(only.value) : undefined
}

/** The class that a name is bound to, or a member of the module that it is bound to. */
export function classNamed(binding: Binding, member: string, model: Model): Node<'class_definition'> | undefined {
  const dotted = member ? `${nameOfBinding(binding, model)}.${member}` : undefined
  const definition = dotted ? exportedDefinition(dotted, model) : boundDefinition(binding, model)
  return is(definition, 'class_definition') ? definition : undefined
}

/** What a dotted name stands for in another module: `pkg.client.fetch`, or `pkg.client.Client.fetch`. */
function exportedDefinition(dotted: string, model: Model): Definition | undefined {
  const found = exportedAs(dotted, model)
  const definition = found && boundDefinition(found.binding, found.home)
  const [member, ...deeper] = found?.rest ?? []
  if (member === undefined || !definition) return definition
  const isMember = deeper.length === 0 && is(definition, 'class_definition')
  return isMember ? homeOf(definition).classes.methodOf(definition, member, true) : undefined
}

/** Python changes such names in class bodies. https://docs.python.org/3/reference/expressions.html#private-name-mangling */
function isPrivate(name: string): boolean {
  return name.startsWith('__') && !name.endsWith('__')
}

/** The class whose method has this name as its first parameter: what `self` and `cls` are. */
export function classOfSelf(identifier: Node<'identifier'>, model: Model): Node<'class_definition'> | undefined {
  const definitions = model.bindingOf(identifier)?.definitions ?? []
  const [only] = definitions
  if (definitions.length !== 1 || only?.how !== 'parameter' || !is(only.site, 'identifier', 'typed_parameter'))
    return undefined
  const method = only.site.parent?.parent
  if (!is(method, 'function_definition') || field(method, 'parameters').children[0] !== only.site) return undefined
  const decorators = decoratorNames(method, model)
  // An unknown decorator may make the method a static one; the names people give `self` say that it does not.
  const isKnown = decorators.every(name => name !== undefined) || /^(self|cls)$/.test(identifier.text)
  return isKnown && !decorators.includes('builtins.staticmethod') ? classOfMethod(method) : undefined
}

/** The class after which `super()` or `super(C, self)` looks. */
function classOfSuper(call: Node<'call'>, model: Model): Node<'class_definition'> | undefined {
  const [named] = argumentsOf(call)
  if (!named) return classAround(call)
  const definition = model.definitionOf(named)
  return is(definition, 'class_definition') ? definition : undefined
}

/** What a call gives, where that is certain. */
export function resultOf(call: Node<'call'>, model: Model): Result {
  const callee = field(call, 'function')
  const name = model.nameOf(callee)
  if (name !== undefined) {
    if (coroutineFunctions.has(name) || model.options.coroutineFunctions.includes(name)) return { kind: 'coroutine' }
    if (taskFunctions.has(name)) return { kind: 'task' }
    if (futureFunctions.has(name)) return { kind: 'awaitable' }
  }
  const definition = model.definitionOf(callee)
  if (!is(definition, 'function_definition')) return { kind: 'unknown' }
  const home = homeOf(definition)
  const kind = resultOfFunction(definition, home)
  const isDeclared = home.isStub || decoratorNames(definition, home).includes('abc.abstractmethod')
  if (kind !== 'coroutine' || isDeclared || !isStub(definition) || !isOverridable(callee, model)) return { kind }
  const doubt = `\`${field(definition, 'name').text}\` has no body here, and a subclass may define it otherwise`
  return { kind, doubt }
}

/** Whether a callee is a method of an object whose class may be a subclass that is not in sight. */
function isOverridable(callee: Node, model: Model): boolean {
  const expression = unwrap(callee)
  if (!is(expression, 'attribute')) return false
  const object = unwrap(field(expression, 'object'))
  if (is(object, 'call') || is(model.definitionOf(object), 'class_definition')) return false
  return model.instanceOf(object)?.origin === undefined
}
