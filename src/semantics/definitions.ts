import { coroutineFunctions, futureFunctions, neutralDecorators, taskFunctions } from '../knowledge/coroutines.ts'
import { descendants, field, is, isAsync, type Node, unwrap } from '../syntax/node.ts'
import type { Classes } from './classes.ts'
import type { Model, Result } from './model.ts'
import { isPlaceholder } from './names.ts'

type Definition = Node<'function_definition' | 'class_definition'>

/** The function or class of this file that an expression certainly stands for. */
export function definitionOf(callee: Node, model: Model, classes: Classes): Definition | undefined {
  const expression = unwrap(callee)
  if (is(expression, 'identifier')) return namedDefinition(expression, model)
  if (!is(expression, 'attribute')) return undefined
  const object = unwrap(field(expression, 'object'))
  const name = field(expression, 'attribute').text
  if (is(object, 'call') && model.nameOf(field(object, 'function')) === 'builtins.super') {
    const owner = classAround(object)
    return owner && classes.inheritedMethodOf(owner, name)
  }
  const own = is(object, 'identifier') ? classOfSelf(object, model) : undefined
  if (own) return classes.methodOf(own, name, false)
  const named = model.definitionOf(object)
  if (is(named, 'class_definition')) return classes.methodOf(named, name, true)
  const made = model.instanceOf(object)
  return made?.definition && classes.methodOf(made.definition, name, made.origin !== undefined)
}

function namedDefinition(identifier: Node<'identifier'>, model: Model): Definition | undefined {
  const definitions = model.bindingOf(identifier)?.definitions.filter(definition => !isPlaceholder(definition)) ?? []
  const [only] = definitions
  if (definitions.length !== 1 || !only) return undefined
  if (is(only.site, 'function_definition', 'class_definition')) return only.site
  return only.how === 'assignment' && is(only.value, 'identifier') ? model.definitionOf(only.value) : undefined
}

/** The class whose method has this name as its first parameter: what `self` and `cls` are. */
function classOfSelf(identifier: Node<'identifier'>, model: Model): Node<'class_definition'> | undefined {
  const definitions = model.bindingOf(identifier)?.definitions ?? []
  const [only] = definitions
  if (definitions.length !== 1 || only?.how !== 'parameter') return undefined
  const parameters = only.site.parent
  const method = parameters?.parent
  if (!is(method, 'function_definition') || parameters?.children[0] !== only.site) return undefined
  return decoratorNames(method, model).includes('builtins.staticmethod') ? undefined : classOfMethod(method)
}

/** The class in whose body a function stands. */
export function classOfMethod(method: Node): Node<'class_definition'> | undefined {
  const statement = is(method.parent, 'decorated_definition') ? method.parent : method
  const owner = statement.parent?.parent
  return is(owner, 'class_definition') ? owner : undefined
}

function classAround(node: Node): Node<'class_definition'> | undefined {
  let at: Node | undefined = node
  while (at && !(is(at, 'function_definition') && classOfMethod(at))) at = at.parent
  return at && classOfMethod(at)
}

/** Qualified names of a function's decorators; undefined stands for one that is not known. */
function decoratorNames(definition: Node<'function_definition'>, model: Model): (string | undefined)[] {
  if (!is(definition.parent, 'decorated_definition')) return []
  return definition.parent.children
    .filter(child => is(child, 'decorator'))
    .map(
      ({ children: [expression] }) =>
        expression && model.nameOf(is(expression, 'call') ? field(expression, 'function') : expression),
    )
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
  if (!is(definition, 'function_definition') || !isAsync(definition)) return { kind: 'unknown' }
  if (
    !decoratorNames(definition, model).every(decorator => decorator !== undefined && neutralDecorators.has(decorator))
  ) {
    return { kind: 'unknown' }
  }
  if (yieldsItself(definition)) return { kind: 'async-generator' }
  if (!isStub(definition) || !classOfMethod(definition)) return { kind: 'coroutine' }
  return {
    kind: 'coroutine',
    doubt: `\`${field(definition, 'name').text}\` has no body here, and a subclass may define it otherwise`,
  }
}

/** Whether a function's own code holds a `yield`. */
function yieldsItself(definition: Node<'function_definition'>): boolean {
  const body = field(definition, 'body')
  const inner = (node: Node) => !is(node, 'function_definition', 'lambda', 'class_definition')
  for (const node of descendants(body, inner)) if (is(node, 'yield')) return true
  return false
}

/** A body of nothing but a docstring, `...`, `pass` or `raise NotImplementedError`. */
function isStub(definition: Node<'function_definition'>): boolean {
  return field(definition, 'body').children.every(statement => {
    if (is(statement, 'pass_statement')) return true
    if (is(statement, 'raise_statement')) return statement.text.includes('NotImplemented')
    return is(statement, 'expression_statement') && is(statement.children[0], 'string', 'ellipsis')
  })
}
