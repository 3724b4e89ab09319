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
    const flag = polled(loop, file)
    if (!flag) return
    yield {
      at: loop,
      message: `this loop only sleeps until \`${flag.state}\` changes`,
      fix(fix) {
        fix.refuse(
          `make \`${flag.state}\` an \`${file.runtime}.Event()\`: \`await ${flag.state}.wait()\` here, \`${flag.state}.set()\` where line ${flag.line} changes it`,
        )
      },
    }
  },
})
