import { type Flow, flowOf } from '../src/semantics/flow/flow.ts'
import { descendants, is } from '../src/syntax/node.ts'
import { parse } from '../src/syntax/parse.ts'

/** The flow of the first function of a source. */
export function flowIn(source: string): Flow {
  const definition = [...descendants(parse(source).root)].find(node => is(node, 'function_definition'))
  if (!definition) throw new Error('no function')
  return flowOf(definition)
}
