import { closest, descendants, field, is, isAsync, type Node } from '../syntax/node.ts'
import { isColourKept } from './decorators.ts'
import type { Model, Result } from './model.ts'

type Function = Node<'function_definition'>

/** What a call of a function of this file gives, where that is certain. */
export function resultOfFunction(definition: Function, model: Model): Result['kind'] {
  if (!isAsync(definition)) return 'unknown'
  if (!decoratorsOf(definition).every(decorator => isColourKept(decorator, model))) return 'unknown'
  return yieldsItself(definition) ? 'async-generator' : 'coroutine'
}

/** Qualified names of the decorators of a function or class; undefined stands for one that is not known. */
export function decoratorNames(definition: Node, model: Model): (string | undefined)[] {
  return decoratorsOf(definition).map(({ children: [expression] }) => {
    const named = is(expression, 'call') ? field(expression, 'function') : expression
    return named && model.nameOf(named)
  })
}

function decoratorsOf({ parent }: Node): Node<'decorator'>[] {
  return is(parent, 'decorated_definition') ? parent.children.filter(child => is(child, 'decorator')) : []
}

/** The class in whose body a function stands. */
export function classOfMethod(method: Node): Node<'class_definition'> | undefined {
  const statement = is(method.parent, 'decorated_definition') ? method.parent : method
  const owner = statement.parent?.parent
  return is(owner, 'class_definition') ? owner : undefined
}

/** The class in one of whose methods a node stands. */
export function classAround(node: Node): Node<'class_definition'> | undefined {
  const method = methodAround(node)
  return method && classOfMethod(method)
}

/** The innermost method that a node stands in. */
export function methodAround(node: Node): Function | undefined {
  let at = closest(node, 'function_definition')
  while (at && !classOfMethod(at)) at = closest(at.parent, 'function_definition')
  return at
}

/** Whether a function's own code holds a `yield`. */
function yieldsItself(definition: Function): boolean {
  const inner = (node: Node) => !is(node, 'function_definition', 'lambda', 'class_definition')
  for (const node of descendants(field(definition, 'body'), inner)) if (is(node, 'yield')) return true
  return false
}

/** Whether a body is nothing but a docstring, `...`, `pass` or `raise NotImplementedError`. */
export function isStub(definition: Function): boolean {
  return field(definition, 'body').children.every(statement => {
    if (is(statement, 'pass_statement')) return true
    if (is(statement, 'raise_statement')) return statement.text.includes('NotImplemented')
    return is(statement, 'expression_statement') && is(statement.children[0], 'string', 'ellipsis')
  })
}

/** Whether every `return` of a function gives its first parameter: `return self`. */
export function returnsSelf(definition: Function): boolean {
  const self = field(definition, 'parameters').children[0]?.text
  const inner = (node: Node) => !is(node, 'function_definition', 'lambda', 'class_definition')
  const returns = [...descendants(field(definition, 'body'), inner)].filter(node => is(node, 'return_statement'))
  return returns.length > 0 && returns.every(({ children: [value] }) => value?.text === self)
}
