import { taskFunctions } from '../../knowledge/coroutines.ts'
import { argumentsOf, closest, descendants, field, is, type Node, within } from '../../syntax/node.ts'
import type { PythonFile } from '../python-file.ts'

/** What may run a task as soon as it is made. https://docs.python.org/3/library/asyncio-task.html#eager-task-factory */
const EAGER = /\b(eager_\w+|set_task_factory|nest_asyncio|uvloop)\b/

/** The statement that makes a task which a call reads before any other code can have run; undefined where that is not so. */
export function madeJustBefore(read: Node<'call'>, file: PythonFile): Node | undefined {
  const callee = field(read, 'function')
  const task = is(callee, 'attribute') ? field(callee, 'object') : undefined
  const [made, ...others] = (is(task, 'identifier') && file.bindingOf(task)?.definitions) || []
  if (!made || others.length > 0 || made.how !== 'assignment' || !isNewTask(made.value, file)) return undefined
  const statement = closest(made.site, 'expression_statement')
  const owner = file.placeOf(read).node
  if (!statement || !file.runsOnLoop(read) || file.placeOf(statement).node !== owner) return undefined
  const block = statement.parent
  if (!block || !within(read, block) || read.start < statement.end || EAGER.test(file.source)) return undefined
  const isRepeated = loopsAround(read, owner).some(loop => !within(statement, loop))
  return isRepeated || letsOthersRun(statement, read, owner, file) ? undefined : statement
}

/** Whether an expression certainly makes a new task: `ensure_future` gives back the future that it is given. */
function isNewTask(value: Node | undefined, file: PythonFile): boolean {
  if (!is(value, 'call') || !taskFunctions.has(file.nameOf(field(value, 'function')) ?? '')) return false
  const [given] = argumentsOf(value)
  return is(given, 'call') && file.resultOf(given).kind === 'coroutine'
}

function loopsAround(node: Node, owner: Node): Node[] {
  const loops: Node[] = []
  for (let at = node.parent; at && at !== owner; at = at.parent) {
    if (is(at, 'for_statement', 'while_statement', 'list_comprehension', 'set_comprehension')) loops.push(at)
  }
  return loops
}

function letsOthersRun(first: Node, last: Node, owner: Node, file: PythonFile): boolean {
  return [...descendants(owner)].some(
    node =>
      first.end <= node.start &&
      node.start < last.start &&
      is(node, 'await', 'async', 'yield') &&
      file.placeOf(node).node === owner,
  )
}
