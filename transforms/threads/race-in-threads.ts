import { threadRace } from '../../src/semantics/questions/thread-races.ts'
import { defineTransform, inThreads, nodes } from '../../src/transform.ts'

export default defineTransform({
  title: 'Threads that run at once update the same state without a lock',
  why: 'Between the read and the write another thread can write too, and its update is lost.',
  writes: 'nothing: it says which lock to make and where',
  safety: 'manual',
  leaves: [
    'an update under a `with` statement, or after an `acquire()`',
    'threads that run one after the other: awaited or joined in the loop, or of an executor with one thread',
    'a function that the code also calls itself, and lists that grow in place',
  ],
  level: 'warning',
  see: ['https://docs.python.org/3/library/threading.html#lock-objects'],
  on: inThreads(nodes('assignment', 'augmented_assignment')),
  *check(assignment, file) {
    const race = threadRace(assignment, file)
    if (!race) return
    const { state, start } = race
    const [lock, where] =
      state.kind === 'attribute'
        ? ['self.lock', 'in `__init__`']
        : ['lock', state.kind === 'global' ? 'at module level' : `beside \`${state.root.name}\``]
    yield {
      at: assignment,
      message: `\`${state.text}\` is read and written by threads that run at once (line ${file.lineAt(start.start)})`,
      fix: fix =>
        fix.refuse(
          `make \`${lock} = threading.Lock()\` ${where}, and put \`with ${lock}:\` around the read and the write of \`${state.text}\``,
        ),
    }
  },
})
