import { closest, descendantsOf, field, is, type Node } from '../syntax/node.ts'
import { placeOf } from './places.ts'

type Function = Node<'function_definition'>

/** The class in whose body a function stands. */
export function classOfMethod(method: Node): Node<'class_definition'> | undefined {
  const statement = is(method.parent, 'decorated_definition') ? method.parent : method
  const owner = statement.parent?.parent
  return is(owner, 'class_definition') ? owner : undefined
}

/** The innermost method that a node stands in. */
export function methodAround(node: Node): Function | undefined {
  let at = closest(node, 'function_definition')
  while (at && !classOfMethod(at)) at = closest(at.parent, 'function_definition')
  return at
}

/** Whether a body is nothing but a docstring, `...`, `pass` or `raise NotImplementedError`. */
export function isStub(definition: Function): boolean {
  return field(definition, 'body').children.every(statement => {
    if (is(statement, 'pass_statement')) return true
    if (is(statement, 'raise_statement')) return statement.text.includes('NotImplemented')
    return is(statement, 'expression_statement') && is(statement.children[0], 'string', 'ellipsis')
  })
}

/** The nodes of a kind that run with a function, and not with another inside it. */
export function ownNodes<K extends 'yield' | 'return_statement'>(definition: Function, kind: K): Node<K>[] {
  return descendantsOf(field(definition, 'body'), [kind]).filter(node => placeOf(node).node === definition)
}
