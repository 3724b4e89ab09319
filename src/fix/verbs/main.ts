import { type Holder, holderOf } from '../../semantics/questions/tasks.ts'
import { lineBreakOf, lineEnd, lineStart } from '../../syntax/lines.ts'
import { closest, descendants, field, is, type Node } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'
import { startInGroup } from './task-group.ts'
import { indentOf } from './tasks.ts'

/** Makes a coroutine end with the tasks that it starts: by `gather` at its end, or in a `TaskGroup` where the user wants it. */
export function endWithTasks(
  definition: Node<'function_definition'>,
  calls: readonly Node<'call'>[],
  fix: FixBuilder,
): void {
  const { file, options } = fix
  const body = field(definition, 'body')
  const isReturn = (node: Node) => is(node, 'return_statement') && file.placeOf(node).node === definition
  if ([...descendants(body)].some(isReturn)) {
    fix.refuse(`\`${field(definition, 'name').text}\` also ends by \`return\`; await the tasks before each of its ends`)
  }
  if (options.taskGroup && file.options.target >= 11) startInGroup(definition, calls, fix)
  else awaitAtEnd(body, calls, fix)
}

function awaitAtEnd(body: Node<'block'>, calls: readonly Node<'call'>[], fix: FixBuilder): void {
  const { source } = fix.file
  const eol = lineBreakOf(source)
  const last = body.children.at(-1) as Node
  const indent = indentOf(last, fix)
  fix.caution('the program then runs until these tasks are done, and ends with the exception of the first that fails')
  const tasks = calls.map(call => ({ call, holder: holderOf(call, fix.file) as Holder }))
  // What a block starts may be many tasks, or none.
  const isRepeated = (call: Node) => closest(call, 'block') !== body
  const firstRepeated = tasks.find(({ call, holder }) => holder.kind === 'nothing' && isRepeated(call))
  const list = fix.freshName('tasks')
  if (firstRepeated) {
    const before = body.children.find(child => child.end > firstRepeated.call.start) as Node
    fix.insert(lineStart(source, before.start), `${indent}${list} = []${eol}`)
  }
  let count = 0
  const awaited = tasks.map(({ call, holder }) => {
    if (holder.kind === 'collection') return `*${holder.node.text}`
    if (isRepeated(call) && holder.kind === 'name') {
      fix.refuse(`collect the tasks in a list, and \`await asyncio.gather(*tasks)\` at the end`)
    }
    if (holder.kind === 'name') return holder.node.text
    if (call.parent !== holder.node || holder.node.children.length > 1) {
      fix.refuse('a task is made inside a larger expression; give it a name, and await it at the end')
    }
    if (isRepeated(call)) {
      fix.wrap(call, `${list}.append(`, ')')
      return `*${list}`
    }
    count++
    const name = fix.freshName(count === 1 ? 'task' : `task_${count}`)
    fix.wrap(call, `${name} = `, '')
    return name
  })
  const [only = '', ...others] = new Set(awaited)
  const isOne = others.length === 0 && !only.startsWith('*')
  const all = isOne ? only : `${fix.use('asyncio.gather')}(${[only, ...others].join(', ')})`
  fix.insert(lineEnd(source, last.end), `${eol}${indent}await ${all}`)
}
