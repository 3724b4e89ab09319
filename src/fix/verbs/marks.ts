import { lineBreakOf, lineStart } from '../../syntax/lines.ts'
import { is, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'

/** Puts a decorator above a function and the decorators that it has. */
export function decorate(definition: Node<'function_definition'>, name: string, fix: FixBuilder): void {
  const { source } = fix.file
  const { parent } = definition
  const statement = is(parent, 'decorated_definition') ? parent : definition
  const start = lineStart(source, statement.start)
  const indent = source.slice(start, statement.start).replace('\f', '')
  fix.insert(start, `${indent}@${fix.use(name)}${lineBreakOf(source)}`)
}
