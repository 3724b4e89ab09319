import { coroutineFunctions, futureFunctions, taskFunctions } from '../knowledge/coroutines.ts'
import { argumentsOf, field, is, type Node, nameText, unwrap } from '../syntax/node.ts'
import type { Classes } from './classes.ts'
import { classAround, classOfMethod, decoratorNames, isStub, resultOfFunction } from './functions.ts'
import type { Model, Result } from './model.ts'
import { isPlaceholder, isUnconditional, starsAfter } from './names.ts'

type Definition = Node<'function_definition' | 'class_definition'>

/** The function or class of this file that an expression certainly stands for. */
export function definitionOf(callee: Node, model: Model, classes: Classes): Definition | undefined {
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
      ? classes.methodOf(own, name, true)
      : undefined
  }
  if (is(object, 'call') && model.nameOf(field(object, 'function')) === 'builtins.super') {
    const owner = classOfSuper(object, model)
    return owner && classes.inheritedMethodOf(owner, name)
  }
  if (own) return classes.methodOf(own, name, false)
  const named = model.definitionOf(object)
  if (is(named, 'class_definition')) return classes.methodOf(named, name, true)
  const made = model.instanceOf(object)
  return made?.definition && classes.methodOf(made.definition, name, made.origin !== undefined)
}

function namedDefinition(identifier: Node<'identifier'>, model: Model): Definition | undefined {
  const binding = model.bindingOf(identifier)
  const definitions = binding?.definitions.filter(definition => !isPlaceholder(definition)) ?? []
  const [only] = definitions
  if (!binding || definitions.length !== 1 || !only) return undefined
  const name = nameText(identifier)
  if (isPrivate(name) && classAround(identifier)) return undefined
  const isOfModule = binding.scope.kind === 'module'
  const { anyGlobal, globals } = model.replacements
  if (isOfModule && (anyGlobal || globals.has(name) || starsAfter(only, name, model))) return undefined
  // What is defined on one path only lets a builtin of the name through on the other.
  if (!isUnconditional(only) && model.isBuiltin(name)) return undefined
  if (is(only.site, 'function_definition', 'class_definition')) return only.site
  return only.how === 'assignment' && is(only.value, 'identifier') ? model.definitionOf(only.value) : undefined
}

/** Python changes such names in class bodies. https://docs.python.org/3/reference/expressions.html#private-name-mangling */
function isPrivate(name: string): boolean {
  return name.startsWith('__') && !name.endsWith('__')
}

/** The class whose method has this name as its first parameter: what `self` and `cls` are. */
function classOfSelf(identifier: Node<'identifier'>, model: Model): Node<'class_definition'> | undefined {
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
  const kind = resultOfFunction(definition, model)
  if (kind !== 'coroutine' || !isStub(definition) || !isOverridable(callee, model)) return { kind }
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
