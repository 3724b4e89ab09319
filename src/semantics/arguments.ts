import { argumentsOf, field, is, type Node } from '../syntax/node.ts'
import { classOfMethod } from './functions.ts'
import { parametersOf } from './summary/expressions.ts'

/** Whether a call can be one of a function by what it is given: Python raises TypeError where it cannot. */
export function fitsCall(call: Node<'call'>, definition: Node<'function_definition'>): boolean {
  const given = argumentsOf(call)
  const keywords = given.flatMap(each => (is(each, 'keyword_argument') ? [field(each, 'name').text] : []))
  const isSpread = given.some(each => is(each, 'list_splat', 'dictionary_splat'))
  const count = given.length - keywords.length
  const all = parametersOf(field(definition, 'parameters'))
  // The object may be given by what stands before the dot, or be the first argument.
  const own = classOfMethod(definition) ? all.slice(1) : all
  if (all.some(({ star }) => star)) return true
  const positional = all.filter(({ only }) => only !== 'name')
  const needed = own.filter(each => each.value === undefined)
  if (isSpread) return keywords.every(name => all.some(each => each.name === name))
  return (
    count <= positional.length &&
    count + keywords.length >= needed.length &&
    keywords.every(name => all.some(each => each.name === name))
  )
}
