import { polled } from '../../src/semantics/questions/waits.ts'
import { defineTransform, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'A loop that sleeps until a flag changes',
  why: 'It wakes up over and over for nothing, and still notices the change late; an `asyncio.Event` wakes it at once.',
  writes: 'nothing: an `asyncio.Event`, awaited here and set where the flag is set today',
  safety: 'manual',
  leaves: [
    'loops that do more than sleep, and `while True`',
    'conditions that call something, and flags that no other function of the file sets: a file, a process or a library may stand behind them',
  ],
  level: 'note',
  codes: ['ASYNC110', 'TRIO110'],
  see: ['https://docs.python.org/3/library/asyncio-sync.html#asyncio.Event'],
  on: nodes('while_statement'),
  *check(loop, file) {
    if (!file.runsOnLoop(loop)) return
    const found = polled(loop, file)
    if (!found) return
    const { flag, until, change } = found
    yield {
      at: loop,
      message: `this loop only sleeps until \`${flag}\` changes`,
      fix(fix) {
        const event = until ? `\`${flag}\`` : `the opposite of \`${flag}\``
        const thread = file.runsOnLoop(change)
          ? ''
          : ', through `loop.call_soon_threadsafe` if another thread does that'
        fix.refuse(
          `make ${event} an \`${file.runtime}.Event()\`: \`await\` its \`wait()\` here, and \`set()\` it where line ${file.lineAt(change.start)} changes the flag${thread}`,
        )
      },
    }
  },
})
