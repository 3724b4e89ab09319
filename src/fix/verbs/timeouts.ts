import type { OldTimeout } from '../../semantics/questions/timeouts.ts'
import { field, is, isAsync, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'

/** `except TimeoutError` becomes `except (asyncio.TimeoutError, TimeoutError)`. */
export function catchAsyncioToo(builtin: Node, fix: FixBuilder): void {
  const name = fix.use('asyncio.TimeoutError')
  const isListed = is(builtin.parent, 'tuple', 'argument_list')
  fix.wrap(builtin, isListed ? `${name}, ` : `(${name}, `, isListed ? '' : ')')
}

/** `with async_timeout.timeout(x)` becomes `async with asyncio.timeout(x)`. */
export function enterTimeout(call: Node<'call'>, { statement, used }: OldTimeout, fix: FixBuilder): void {
  if (used)
    fix.refuse(
      `the object of \`async_timeout\` is used in line ${fix.file.lineAt(used.start)}, and that of asyncio has other methods`,
    )
  if (!isAsync(statement) && statement.children[0]?.children.length !== 1)
    fix.refuse('other things are entered by the same `with`; give the timeout an `async with` of its own')
  fix.caution(
    '`asyncio.timeout` lets a cancellation through that comes with the timeout, which `async_timeout` may take for it',
  )
  const callee = field(call, 'function')
  fix.rename(callee, `asyncio.${fix.file.nameOf(callee)?.replace(/.*\./, '')}`)
  if (!isAsync(statement)) fix.makeAsync(statement)
}

/** `asyncio.TimeoutError` becomes `TimeoutError`, which goes where it stands already. */
export function nameBuiltin(node: Node, fix: FixBuilder): void {
  const tuple = node.parent
  const others = is(tuple, 'tuple') && namesClasses(tuple) ? tuple.children.filter(other => other !== node) : []
  if (others.some(other => fix.file.nameOf(other) === 'builtins.TimeoutError')) fix.removeItem(node)
  else fix.rename(node, 'builtins.TimeoutError')
}

/** Whether a tuple stands where one class does as well: after `except`, or as what `isinstance` asks for. */
function namesClasses(tuple: Node): boolean {
  if (is(tuple.parent, 'except_clause') || is(tuple.parent?.parent, 'except_clause')) return true
  const call = tuple.parent?.parent
  return is(call, 'call') && /^(isinstance|issubclass)$/.test(field(call, 'function').text)
}
