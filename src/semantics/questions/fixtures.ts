import { descendantsOf, field, is, isAsync, type Node } from '../../syntax/node.ts'
import type { PythonFile } from '../python-file.ts'
import { decoratorName, decoratorsOf } from './decorators.ts'
import { mayRunUnmarked, usesPytestAsyncio } from './pytest.ts'

type Function = Node<'function_definition'>

/**
 * The reference to `pytest.fixture` that makes a coroutine a fixture, where pytest-asyncio leaves it to pytest:
 * https://pytest-asyncio.readthedocs.io/en/stable/concepts.html#strict-mode
 */
export function plainFixture(definition: Function, file: PythonFile): Node | undefined {
  if (!isAsync(definition)) return undefined
  const decorators = decoratorsOf(definition)
  const [only] = decorators
  if (!only || decorators.length > 1 || decoratorName(only, file) !== 'pytest.fixture') return undefined
  if (!usesPytestAsyncio(file) || mayRunUnmarked(file) || isTakenAsCoroutine(field(definition, 'name').text, file)) {
    return undefined
  }
  const [expression] = only.children
  return is(expression, 'call') ? field(expression, 'function') : expression
}

/** Whether a test of the file awaits, iterates or advances what the fixture gives it, as it is today. */
function isTakenAsCoroutine(fixture: string, file: PythonFile): boolean {
  return descendantsOf(file.tree.root, ['identifier']).some(node => {
    if (node.text !== fixture) return false
    const { parent } = node
    if (is(parent, 'await')) return true
    if (is(parent, 'for_statement', 'for_in_clause')) return node.role === 'right' && isAsync(parent)
    const call = is(parent, 'argument_list') ? parent.parent : undefined
    return (
      is(call, 'call') &&
      /(^|\.)(anext|run|run_until_complete|create_task|gather|wait_for)$/.test(field(call, 'function').text)
    )
  })
}
