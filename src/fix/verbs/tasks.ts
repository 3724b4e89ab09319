import type { PythonFile } from '../../semantics/python-file.ts'
import type { Holder } from '../../semantics/questions/tasks.ts'
import { taskSetOf } from '../../semantics/questions/tasks.ts'
import { lineBreakOf, lineEnd, lineStart } from '../../syntax/lines.ts'
import { closest, is, type Node, within } from '../../syntax/node.ts'
import type { FixBuilder } from '../builder.ts'
import { reach } from '../reach.ts'

const SET = '_background_tasks'

/**
 * Keeps a task in a set of the module until it is done, as the documentation of `create_task` shows it
 * (https://docs.python.org/3/library/asyncio-task.html#asyncio.create_task).
 */
export function keepUntilDone(call: Node<'call'>, holder: Holder, fix: FixBuilder): void {
  const { file } = fix
  const statement = closest(call, 'expression_statement') as Node<'expression_statement'>
  const isPlain = statement.children[0] === call || (holder.kind === 'name' && statement.children.length === 1)
  if (!isPlain) {
    fix.refuse(
      'the task is made inside a larger expression; give it a name in a statement of its own, and keep it in a set',
    )
  }
  if (file.placeOf(call).kind === 'module') {
    fix.refuse(
      'at module level a name is enough to keep it: `task = …`; in a loop, a list that each task is appended to',
    )
  }
  const indent = indentOf(statement, fix)
  const set = taskSet(call, fix)
  const isThrowaway = holder.node.text === '_'
  const name = holder.kind === 'name' && !isThrowaway ? holder.node.text : taskName(call, set, fix)
  if (holder.kind === 'nothing') fix.wrap(call, `${name} = `, '')
  else if (isThrowaway) fix.replace(holder.node, name)
  const eol = lineBreakOf(file.source)
  fix.insert(
    lineEnd(file.source, statement.end),
    keepingLines(set, name)
      .map(line => `${eol}${indent}${line}`)
      .join(''),
  )
  fix.caution('the task, which could be collected before it was done, then runs to its end')
}

/** The name of the module's set of tasks at a node; where it has none it gets one. */
export function taskSet(at: Node, fix: FixBuilder): string {
  const known = taskSetOf(fix.file)
  if (known !== undefined && fix.file.scopeOf(at).lookup(known)?.scope.kind !== 'module')
    fix.refuse(`\`${known}\` means something else here`)
  const set = known ?? fix.freshName(SET)
  if (known === undefined) addSet(set, at, fix)
  return set
}

/** The lines that keep a task in a set until it is done. */
export function keepingLines(set: string, task: string): string[] {
  return [`${set}.add(${task})`, `${task}.add_done_callback(${set}.discard)`]
}

/** The indentation of a statement that has its lines to itself. */
export function indentOf(statement: Node, fix: FixBuilder): string {
  const { source } = fix.file
  const indent = source.slice(lineStart(source, statement.start), statement.start)
  const after = source.slice(statement.end, lineEnd(source, statement.end))
  if (!/^[ \t]*$/.test(indent) || !/^[ \t]*(#.*)?$/.test(after)) {
    fix.refuse('another statement stands on the same line; give each a line of its own first')
  }
  return indent
}

/** The name for a task: that under which others are kept here, each read by nothing but what keeps it, or a new one. */
function taskName(call: Node, set: string, fix: FixBuilder): string {
  const binding = fix.file.scopeOf(call).bindings.get('task')
  const isKept = binding?.uses.every(({ parent }) => {
    const keeper = is(parent, 'argument_list') ? parent.parent : parent?.parent
    return [`${set}.add(task)`, `task.add_done_callback(${set}.discard)`].includes(keeper?.text ?? '')
  })
  return isKept && binding?.uses.length ? 'task' : fix.freshName('task')
}

/** Writes the set of tasks above the first function or class of the module, after what stands before that. */
function addSet(name: string, at: Node, fix: FixBuilder): void {
  const { file } = fix
  const { source, tree } = file
  const eol = lineBreakOf(source)
  // What a block defines on some platforms only stands among the imports.
  const index = tree.root.children.findIndex(
    child => is(child, 'function_definition', 'class_definition', 'decorated_definition') || within(at, child),
  )
  const [previous, first] = [tree.root.children[index - 1], tree.root.children[index] ?? at]
  const text = `${name}${annotation(first, file)} = set()`
  if (!previous) fix.refuse(`there is no place above the first function for the set: \`${text}\``)
  const isConstant = is(previous, 'expression_statement') && is(previous.children[0], 'assignment')
  fix.insert(lineEnd(source, previous.end), `${isConstant ? '' : eol}${eol}${text}`)
}

/** `: set[asyncio.Task]`, where Python has it (PEP 585) and the name is at hand at the module's level. */
function annotation(first: Node, file: PythonFile): string {
  if (file.options.target < 9) return ''
  const { text, import: missing } = reach('asyncio.Task', first, file)
  return missing === undefined ? `: set[${text}]` : ''
}
