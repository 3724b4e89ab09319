import { requestGlobal } from '../../src/semantics/questions/request-globals.ts'
import { defineTransform, nodes, onLoop } from '../../src/transform.ts'

export default defineTransform({
  title: 'A coroutine keeps what is its own in a variable of the module across an `await`',
  why: 'All runs of the coroutine share the variable: after the `await` it may hold what another one has put there.',
  writes: 'nothing: it says which `ContextVar` to use',
  safety: 'manual',
  leaves: [
    'what does not depend on the arguments of the coroutine: settings, clients, counters',
    'a variable that is read before the next `await`, or written again after it',
    'a write under an `if`, as of what is made once, or under a lock',
  ],
  level: 'warning',
  see: ['https://docs.python.org/3/library/contextvars.html'],
  on: onLoop(nodes('assignment')),
  *check(assignment, file) {
    const found = requestGlobal(assignment, file)
    if (!found) return
    const { name, read } = found
    yield {
      at: assignment,
      message: `\`${name}\` is shared by all runs of this coroutine, and read back after an \`await\` (line ${file.lineAt(read.start)})`,
      fix: fix =>
        fix.refuse(
          `keep it in a local variable, or make \`${name} = contextvars.ContextVar("${name}")\` and write \`${name}.set(…)\` here and \`${name}.get()\` where it is read`,
        ),
    }
  },
})
