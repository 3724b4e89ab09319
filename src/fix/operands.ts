import { field, is, type Node, within } from '../syntax/node.ts'
import type { FixBuilder } from './builder.ts'
import { cautionTests } from './references.ts'

/** Puts an argument of a call in the call's place; its parentheses stay where they hold a comment or an operator. */
export function unwrapCall(call: Node<'call'>, argument: Node, fix: FixBuilder): void {
  cautionTests(field(call, 'function'), fix)
  const list = field(call, 'arguments')
  const isPrimary = is(argument, 'call', 'identifier', 'attribute', 'subscript', 'parenthesized_expression')
  const hasComment = fix.file.tree.comments.some(comment => within(comment, list) && !within(comment, argument))
  if (!isPrimary || hasComment) {
    fix.replace({ start: call.start, end: list.start }, '')
    // In parentheses that stay, a comma would make a tuple.
    const comma = /^\s*,/.exec(fix.file.source.slice(argument.end, list.end))?.[0]
    if (comma) fix.replace({ start: argument.end + comma.length - 1, end: argument.end + comma.length }, '')
    return
  }
  fix.replace({ start: call.start, end: argument.start }, '')
  fix.replace({ start: argument.end, end: call.end }, '')
}

/** Removes an item from a tuple; the last one left loses the parentheses. */
export function removeItem(item: Node, fix: FixBuilder): void {
  const tuple = item.parent
  const items = tuple?.children ?? []
  const [before, after] = [items[items.indexOf(item) - 1], items[items.indexOf(item) + 1]]
  const other = before ?? after
  if (!tuple || !other) fix.refuse('it is the only item')
  if (fix.file.tree.comments.some(comment => within(comment, tuple))) fix.refuse('a comment stands between the items')
  if (items.length === 2) {
    fix.replace({ start: tuple.start, end: other.start }, '')
    fix.replace({ start: other.end, end: tuple.end }, '')
  } else if (after) fix.replace({ start: item.start, end: after.start }, '')
  else fix.replace({ start: other.end, end: item.end }, '')
}
