import { files } from '../../src/knowledge/blocking.ts'
import { closest, type Node } from '../../src/syntax/node.ts'
import { blockingCall, callsTo, defineTransform } from '../../src/transform.ts'

function isLaterItem(call: Node<'call'>): boolean {
  const item = closest(call, 'with_item')
  return item !== undefined && item.parent?.children[0] !== item
}

export default defineTransform({
  title: 'Reading or writing files in a coroutine stops the event loop',
  why: 'No other task runs while the disk, or the network behind it, is busy.',
  writes: '`await asyncio.get_running_loop().run_in_executor(None, path.read_text)`, or the `with` block in a nested function',
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
    if (opener && (opener === call ? isLaterItem(call) : closest(opener, 'with_item'))) return
    yield* blockingCall(call, file, files, name => `\`${name.replace('io.IOBase', 'file')}\` waits for the disk, and the event loop with it`)
  },
})
