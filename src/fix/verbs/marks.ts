import { lineBreakOf, lineStart } from '../../syntax/lines.ts'
import { is, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'

/** Puts a decorator above a function and the decorators that it has. */
export function decorate(definition: Node<'function_definition'>, name: string, fix: FixBuilder): void {
  const { source } = fix.file
  const { parent } = definition
  const statement = is(parent, 'decorated_definition') ? parent : definition
  const indent = source.slice(lineStart(source, statement.start), statement.start)
  fix.wrap(statement, `@${fix.use(name)}${lineBreakOf(source)}${indent}`, '')
}
