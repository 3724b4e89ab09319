import { field, is, type Node } from '../../syntax/node.ts'
import type { Model } from '../model.ts'

/** The decorators of a function or class. */
export function decoratorsOf(definition: Node): readonly Node<'decorator'>[] {
  const { parent } = definition
  return is(parent, 'decorated_definition') ? parent.children.filter(child => is(child, 'decorator')) : []
}

/** The qualified name of a decorator, with what it is given or without: `pytest.mark.asyncio`. */
export function decoratorName(decorator: Node<'decorator'>, file: Model): string | undefined {
  const [expression] = decorator.children
  const callee = is(expression, 'call') ? field(expression, 'function') : expression
  return callee && file.nameOf(callee)
}

/** The qualified names of a definition's decorators, as far as they are known. */
export function decoratorNames(definition: Node, file: Model): readonly (string | undefined)[] {
  return decoratorsOf(definition).map(decorator => decoratorName(decorator, file))
}

/** Decorators that leave it to the framework how a test is run. */
const NEUTRAL = /^(unittest\.(skipIf|skipUnless|expectedFailure)|unittest\.mock\.patch(\.(object|dict|multiple))?)$/

/** Whether a decorator certainly does not run the coroutines of the test that it is put on; a mark of pytest may. */
export function isNeutral(decorator: Node<'decorator'>, file: Model): boolean {
  return NEUTRAL.test(decoratorName(decorator, file) ?? '')
}
