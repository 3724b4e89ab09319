import { neutralDecorators } from '../knowledge/coroutines.ts'
import { argumentsOf, descendants, field, is, isAsync, type Node, unwrap } from '../syntax/node.ts'
import { homeOf } from './homes.ts'
import type { Model } from './model.ts'

type Function = Node<'function_definition'>

/** Whether a coroutine function certainly stays one under a decorator. */
export function isColourKept(decorator: Node<'decorator'>, model: Model): boolean {
  const [expression] = decorator.children
  const callee = is(expression, 'call') ? field(expression, 'function') : expression
  if (!expression || !callee) return false
  const name = model.nameOf(callee)
  if (name !== undefined && neutralDecorators.has(name)) return true
  const definition = model.definitionOf(callee)
  if (!is(definition, 'function_definition')) return false
  if (!is(expression, 'call')) return givesCoroutineFunctions(definition)
  // A decorator with arguments is made by a function that returns it.
  const made = returnedFunctions(definition)
  return made?.every(inner => !isAsync(inner) && givesCoroutineFunctions(inner)) ?? false
}

/** Whether what a decorator returns is a coroutine function, of those it is given that are. */
function givesCoroutineFunctions(decorator: Function): boolean {
  if (isAsync(decorator)) return false
  const wrappers = returnedFunctions(decorator)
  if (!wrappers) return returnsWhatItIsGiven(decorator)
  // One wrapper for each colour: `if iscoroutinefunction(f): return async_wrapper`.
  const isDual = /\biscoroutinefunction\(/.test(decorator.text) && wrappers.some(isAsync)
  return isDual || wrappers.every(isAsync)
}

/** The nested functions that a function returns, in a wrapper such as `cast(T, inner)` or not; undefined for anything else. */
function returnedFunctions(definition: Function): readonly Function[] | undefined {
  const home = homeOf(definition)
  const returned = returnedValues(definition).map(value => {
    const expression = unwrap(value)
    const inner = is(expression, 'call') ? argumentsOf(expression).at(-1) : expression
    const found = inner && is(inner, 'identifier') ? home.definitionOf(inner) : undefined
    return is(found, 'function_definition') && found.start > definition.start && found.end <= definition.end
      ? found
      : undefined
  })
  return returned.length > 0 && returned.every(each => each !== undefined) ? returned : undefined
}

function returnsWhatItIsGiven(decorator: Function): boolean {
  const given = /^\w+/.exec(field(decorator, 'parameters').children[0]?.text ?? '')?.[0]
  const values = returnedValues(decorator)
  return given !== undefined && values.length > 0 && values.every(value => unwrap(value).text === given)
}

/** The expressions that a function's own `return` statements give. */
function returnedValues(definition: Function): Node[] {
  const isInner = (node: Node) => is(node, 'function_definition', 'lambda', 'class_definition')
  const own = [...descendants(field(definition, 'body'), node => !isInner(node))]
  return own.flatMap(node => (is(node, 'return_statement') ? (node.children[0] ?? []) : []))
}
