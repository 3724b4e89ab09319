import { files } from '../../src/knowledge/blocking.ts'
import { closest, descendants, field, is, type Node } from '../../src/syntax/node.ts'
import { blockingCall, callsTo, defineTransform, type PythonFile } from '../../src/transform.ts'

/** Whether an item before this one of the same `with` opens a file too. */
function isLaterItem(call: Node<'call'>, file: PythonFile): boolean {
  const item = closest(call, 'with_item')
  const items = item?.parent?.children ?? []
  return items.slice(0, item ? items.indexOf(item) : 0).some(earlier => {
    const opener = [...descendants(earlier)].find(node => is(node, 'call'))
    return is(opener, 'call') && files.get(file.nameOf(field(opener, 'function')) ?? '')?.movesWith
  })
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
  on: callsTo(files),
  *check(call, file) {
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
