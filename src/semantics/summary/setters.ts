import { add } from '../../multimap.ts'
import { field, is, type Node, unwrap } from '../../syntax/node.ts'
import { targetsOf } from '../../syntax/search.ts'
import { classOfMethod } from '../functions.ts'
import type { Scope } from '../scopes.ts'
import { bound } from './expressions.ts'
import type { Variable } from './summary.ts'
import { variableAt } from './targets.ts'

/** What a method assigns to attributes of its first parameter, in functions inside it too. */
export function setBy(node: Node<'function_definition'>): Readonly<Record<string, readonly Variable[]>> {
  const pairs = attributesSetBy(node).flatMap(each => {
    const variable = variableAt(each)
    return variable ? [[field(each, 'attribute').text, variable] as const] : []
  })
  return bound(pairs) as Readonly<Record<string, readonly Variable[]>>
}

/** The names of the methods of a class that assign to each attribute of their first parameter. */
export function settersIn({ bindings }: Scope): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const { name, definitions } of bindings.values()) {
    const methods = definitions.flatMap(({ site }) => (is(site, 'function_definition') ? attributesSetBy(site) : []))
    for (const attribute of new Set(methods.map(each => field(each, 'attribute').text))) add(attribute, name, found)
  }
  return found
}

/** The attributes of its first parameter that a method assigns. */
function attributesSetBy(node: Node<'function_definition'>): readonly Node<'attribute'>[] {
  const [self] = field(node, 'parameters').children
  if (!is(self, 'identifier', 'typed_parameter') || !classOfMethod(node)) return []
  const name = (self.children[0] ?? self).text
  return targetsOf(field(node, 'body'), 'attribute').filter(each => unwrap(field(each, 'object')).text === name)
}
