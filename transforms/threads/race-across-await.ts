import { keepUpdateWhole } from '../../src/fix/verbs/locks.ts'
import { awaitRace } from '../../src/semantics/questions/await-races.ts'
import { defineTransform, nodes, onLoop } from '../../src/transform.ts'

export default defineTransform({
  title: 'Shared state is read before an `await` and written after it',
  why: 'While the coroutine waits another task can write too, and that update is lost.',
  writes: '`async with self.total_lock:` from the read to the write; `value = await f()` before `self.total += value`',
  safety: 'unsafe',
  leaves: [
    'a value that is not computed from the old one, and one that is put back as it was',
    'variables of the coroutine itself, and lists that grow in place',
    'what one task does in turn: coroutines that are only awaited one after the other, asynchronous iterators',
    'a read and a write under one lock, and state that is read again after the `await`',
  ],
  level: 'warning',
  see: ['https://docs.python.org/3/reference/simple_stmts.html#augmented-assignment-statements'],
  on: onLoop(nodes('assignment', 'augmented_assignment')),
  *check(assignment, file) {
    const race = awaitRace(assignment, file)
    if (!race) return
    const { state, read } = race
    const isHere = read.start >= assignment.start
    yield {
      at: assignment,
      message: `\`${state.text}\` is read ${isHere ? '' : `in line ${file.lineAt(read.start)}, `}before an \`await\`, and written after it: what other tasks write in between is lost`,
      fix: fix => keepUpdateWhole(assignment, race, fix),
    }
  },
})
