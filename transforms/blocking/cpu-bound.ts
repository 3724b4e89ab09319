import { moveToProcess } from '../../src/fix/verbs/processes.ts'
import { heavy } from '../../src/knowledge/cpu.ts'
import { isTestFile } from '../../src/semantics/questions/pytest.ts'
import { longFunction, manyElements, roundsInCoroutine } from '../../src/semantics/questions/trips.ts'
import { field, is, type Node } from '../../src/syntax/node.ts'
import { blockingCall, defineTransform, nodes, onLoop, type Problem, type PythonFile } from '../../src/transform.ts'

const THREAD = 'in a thread it still shares the interpreter lock with the event loop, by turns'

function* loop(statement: Node<'for_statement'>, file: PythonFile): Iterable<Problem> {
  const rounds = roundsInCoroutine(statement, file)
  if (rounds === undefined) return
  yield {
    at: field(statement, 'right'),
    message: `this loop goes through ${shown(rounds)} rounds, and the event loop waits`,
    fix: fix => fix.refuse('extract it into a function, and give that to a thread or a process'),
  }
}

function shown(count: number): string {
  return count.toLocaleString('en')
}

export default defineTransform({
  title: 'Long computing in a coroutine stops the whole event loop',
  why: 'Nothing in it gives control back, so no other task runs, no timeout fires and no cancellation is delivered until it ends.',
  writes:
    '`await asyncio.get_running_loop().run_in_executor(None, hashlib.scrypt, password)`; with `--cpu-executor process` a function of a module goes to a `ProcessPoolExecutor`',
  safety:
    'safe for hashing and compression; else unsafe; a loop in the coroutine itself is reported, with the advice to extract it',
  leaves: [
    'a loop of fewer than a million rounds, of a number that is not a constant, or with a way out of it',
    'a loop that awaits',
    'tests, whose event loop serves nobody else',
    'a long loop that a function reaches on some of its paths only',
  ],
  level: 'warning',
  codes: ['ASYNC200'],
  see: ['https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code'],
  on: onLoop(nodes('call', 'for_statement')),
  *check(node, file) {
    if (isTestFile(file)) return
    if (!is(node, 'call')) {
      if (is(node, 'for_statement')) yield* loop(node, file)
      return
    }
    const call = node
    yield* blockingCall(call, file, heavy, name => `\`${name}\` computes for long, and the event loop waits`)
    if (file.useOf(call) === 'awaited') return
    const elements = manyElements(call, file)
    const long = elements === undefined ? longFunction(call, file) : undefined
    const rounds = elements ?? long?.rounds
    if (rounds === undefined) return
    yield {
      at: call,
      message: `\`${field(call, 'function').text}\` goes through ${shown(rounds)} rounds, and the event loop waits`,
      fix(fix) {
        if (long?.isOfModule && fix.options.cpuExecutor === 'process') return moveToProcess(call, fix)
        fix.caution(THREAD)
        fix.toThread(call)
      },
    }
  },
})
