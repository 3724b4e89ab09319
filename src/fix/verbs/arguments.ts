import { loopTakers } from '../../knowledge/loop-arguments.ts'
import { field, is, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'
import { removeIfUnused } from '../references.ts'

/** Removes a `loop=…`; with it the name of the running loop that only such arguments use, and all of them. */
export function removeLoop(argument: Node<'keyword_argument'>, fix: FixBuilder): void {
  const { file } = fix
  const loop = field(argument, 'value')
  removeArgument(argument, fix)
  if (!is(loop, 'identifier') || !file.isRunningLoop(loop)) return
  const uses = file.bindingOf(loop)?.uses ?? []
  const others = uses.filter(use => use !== loop).map(({ parent }) => parent)
  if (uses[0] !== loop || !others.every(other => isLoopArgument(other, fix))) return
  for (const other of others) if (other) removeArgument(other, fix)
  removeIfUnused(loop, fix, uses)
}

function isLoopArgument(argument: Node | undefined, { file }: FixBuilder): boolean {
  const call = argument?.parent?.parent
  const isNamed = is(argument, 'keyword_argument') && field(argument, 'name').text === 'loop'
  return isNamed && is(call, 'call') && loopTakers.has(file.nameOf(field(call, 'function')) ?? '')
}

/** Removes an argument from the list of a call, with the comma that only it needs. */
function removeArgument(argument: Node, fix: FixBuilder): void {
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
