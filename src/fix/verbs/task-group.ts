import { lineBreakOf, lineStart, nextLine } from '../../syntax/lines.ts'
import { closest, descendantsOf, field, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'
import { indentOf } from './tasks.ts'

/** Puts the rest of a body into a `TaskGroup` from where the first of some tasks is started, and starts them in it (Python 3.11). */
export function startInGroup(
  definition: Node<'function_definition'>,
  calls: readonly Node<'call'>[],
  fix: FixBuilder,
): void {
  const { source } = fix.file
  const eol = lineBreakOf(source)
  const body = field(definition, 'body')
  const first = body.children.find(child => calls.some(call => child.end > call.start)) as Node
  const last = body.children.at(-1) as Node
  const indent = indentOf(first, fix)
  const unit = indent.includes('\t') ? '\t' : '    '
  const group = fix.freshName('group')
  const start = lineStart(source, first.start)
  const end = nextLine(source, last.end)
  const isMultiline = descendantsOf(body, ['string']).some(node => node.start >= start && /[\r\n]/.test(node.text))
  if (isMultiline)
    fix.refuse('a text of several lines stands in what would be indented; move it out, and this can be fixed')
  fix.caution('the program then runs until these tasks are done, and the first that fails cancels the others')
  fix.insert(start, `${indent}async with ${fix.use('asyncio.TaskGroup')}() as ${group}:${eol}`)
  for (let line = start; line < end; line = nextLine(source, line)) {
    if (source.slice(line, nextLine(source, line)).trim() !== '') fix.insert(line, unit)
  }
  for (const call of calls) {
    const outer = closest(call, 'expression_statement')
    fix.replace(field(call, 'function'), `${group}.create_task`)
    if (!outer) fix.refuse('the task is made inside a larger statement; give it one of its own')
  }
}
