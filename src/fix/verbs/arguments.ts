import type { Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'

/** Removes an argument from the list of a call, with the comma that only it needs. */
export function removeArgument(argument: Node, fix: FixBuilder): void {
  const list = argument.parent
  const items = list?.children ?? []
  const index = items.indexOf(argument)
  const [before, after] = [items[index - 1], items[index + 1]]
  // What follows on the same line stays on it.
  const isFollowed = after && !/[\r\n]/.test(argument.source.slice(argument.end, after.start))
  if (before && !isFollowed) fix.replace({ start: before.end, end: argument.end }, '')
  else if (after) fix.replace({ start: argument.start, end: after.start }, '')
  else if (list) fix.replace({ start: list.start + 1, end: list.end - 1 }, '')
}
