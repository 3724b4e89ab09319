import { files } from '../../src/knowledge/blocking.ts'
import { closest, descendantsOf, field, is, type Node } from '../../src/syntax/node.ts'
import { blockingCall, callsTo, defineTransform, onLoop, type Problem, type PythonFile } from '../../src/transform.ts'

/** Whether an item before this one of the same `with` opens a file too. */
function isLaterItem(call: Node<'call'>, file: PythonFile): boolean {
  const item = closest(call, 'with_item')
  const items = item?.parent?.children ?? []
  return items.slice(0, item ? items.indexOf(item) : 0).some(earlier => {
    const [opener] = descendantsOf(earlier, ['call'])
    return opener && files.get(file.nameOf(field(opener, 'function')) ?? '')?.movesWith
  })
}

/** A loop over an open file. What a `with` opens is reported there. */
function* iteration(loop: Node, file: PythonFile): Iterable<Problem> {
  const iterated = loop.children.find(child => child.role === 'right')
  const known = iterated && is(iterated, 'identifier') ? file.instanceOf(iterated) : undefined
  if (!iterated || known?.name !== 'io.IOBase') return
  if (loop.children[0]?.kind === 'async' || closest(known.origin, 'with_item')) return
  yield {
    at: iterated,
    message: `the loop reads \`${iterated.text}\` line by line, and the event loop waits for the disk each time`,
    fix: fix => fix.refuse('read the lines in a function, and give that to a thread'),
  }
}

export default defineTransform({
  title: 'Reading or writing files in a coroutine stops the event loop',
  why: 'No other task runs while the disk, or the network behind it, is busy.',
  writes:
    '`await asyncio.get_running_loop().run_in_executor(None, path.read_text)`, or the `with` block in a nested function',
  safety: 'safe for a call that stands for itself; unsafe for a `with` block and for methods of an open file',
  leaves: [
    'what returns at once: `exists`, `stat`, `mkdir`, pure path functions',
    'a `with open(…)` whose body does more than file work, and a loop over a file (reported, with the advice)',
    'the methods of `anyio.Path` and of other classes with the same names',
  ],
  level: 'warning',
  codes: ['ASYNC230', 'ASYNC231', 'ASYNC232', 'ASYNC240', 'ASYNC101'],
  see: ['https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code'],
  on: onLoop({ ...callsTo(files), kinds: ['call', 'for_statement', 'for_in_clause'] }),
  *check(node, file) {
    if (!is(node, 'call')) {
      yield* iteration(node, file)
      return
    }
    const call = node
    // What is opened by a `with` is reported there, once.
    const opener = file.originOf(call)
    if (opener && (opener === call ? isLaterItem(call, file) : closest(opener, 'with_item'))) return
    yield* blockingCall(
      call,
      file,
      files,
      name => `\`${name.replace('io.IOBase', 'file')}\` waits for the disk, and the event loop with it`,
    )
  },
})
