import { contextsOf, field, is, isAsync, type Node } from '../../src/syntax/node.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

/** What a `with` statement enters, or what a loop or clause goes through. */
function operandsOf(node: Node<'with_statement' | 'for_statement' | 'for_in_clause'>): readonly Node[] {
  if (is(node, 'with_statement')) return contextsOf(node)
  return node.children.filter(child => child.role === 'right')
}

export default defineTransform({
  title: '`with` or `for` where only `async with` or `async for` works',
  why: 'The object has no `__enter__` or `__iter__`, so the statement raises TypeError (before Python 3.11, AttributeError).',
  writes: '`async with`, `async for`',
  safety: 'safe',
  leaves: [
    'an object that has both forms, or of which not everything is known: a base class from elsewhere',
    'synchronous code, where `async with` is not allowed',
    'a `with` that enters a synchronous object too (reported: split it)',
    'a generator expression, which would become an asynchronous one (reported)',
  ],
  level: 'error',
  see: ['https://docs.python.org/3/reference/compound_stmts.html#the-async-with-statement'],
  on: { ...nodes('with_statement', 'for_statement', 'for_in_clause'), onLoop: true },
  *check(node, file) {
    if (isAsync(node)) return
    const aspect = is(node, 'with_statement') ? 'context' : 'iteration'
    const operands = operandsOf(node)
    const asynchronous = operands.filter(operand => file.protocolsOf(operand)[aspect] === 'async')
    const [first] = asynchronous
    if (!first || file.isExpectedToFail(node)) return
    const name = is(first, 'call') ? `${field(first, 'function').text}()` : first.text
    const keyword = is(node, 'with_statement') ? 'with' : 'for'
    yield {
      at: first,
      message: `\`${name}\` works with \`async ${keyword}\` only, and \`${keyword}\` raises TypeError`,
      fix(fix) {
        const other = operands.find(operand => !asynchronous.includes(operand))
        if (other) fix.refuse(`\`${other.text}\` may not be asynchronous: give it a \`with\` of its own`)
        fix.makeAsync(node)
      },
    }
  },
})
