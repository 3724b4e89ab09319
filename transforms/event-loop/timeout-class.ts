import { field, is, type Node } from '../../src/syntax/node.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

/** Python 3.11 made the two one class: https://docs.python.org/3/library/asyncio-exceptions.html#asyncio.TimeoutError */
const ONE_CLASS_SINCE = 11

/** Whether a tuple stands where one class does as well: after `except`, or as what `isinstance` asks for. */
function namesClasses(tuple: Node): boolean {
  if (is(tuple.parent, 'except_clause') || is(tuple.parent?.parent, 'except_clause')) return true
  const call = tuple.parent?.parent
  return is(call, 'call') && /^(isinstance|issubclass)$/.test(field(call, 'function').text)
}

export default defineTransform({
  title: '`asyncio.TimeoutError` where the builtin `TimeoutError` is the same class',
  why: 'Since Python 3.11 it is an alias, kept for older code.',
  writes: '`TimeoutError`',
  safety: 'safe',
  leaves: ['code whose target version is below 3.11', 'a file with a `TimeoutError` of its own', 'imports of the name'],
  level: 'note',
  optIn: true,
  codes: ['UP041'],
  see: ['https://docs.python.org/3/library/asyncio-exceptions.html#asyncio.TimeoutError'],
  on: nodes('attribute', 'identifier'),
  *check(node, file) {
    if (file.options.target < ONE_CLASS_SINCE || node.text === 'TimeoutError') return
    if (!file.isReference(node) || file.nameOf(node) !== 'asyncio.TimeoutError') return
    yield {
      at: node,
      message: '`asyncio.TimeoutError` is the builtin `TimeoutError` on every Python this code runs on',
      fix(fix) {
        const tuple = node.parent
        const others = is(tuple, 'tuple') && namesClasses(tuple) ? tuple.children.filter(other => other !== node) : []
        if (others.some(other => file.nameOf(other) === 'builtins.TimeoutError')) fix.removeItem(node)
        else fix.rename(node, 'builtins.TimeoutError')
      },
    }
  },
})
