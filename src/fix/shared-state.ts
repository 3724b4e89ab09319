import { sharedLoopAround } from '../semantics/questions/shared-loops.ts'
import { lineBreakOf, lineEnd, lineStart } from '../syntax/lines.ts'
import { descendants, field, is, type Node, unwrap } from '../syntax/node.ts'
import type { FixBuilder } from './builder.ts'

/**
 * Keeps an `await` out of an update of shared state. `self.n += await f()` reads `self.n`, suspends, and writes back
 * what may be out of date (https://docs.python.org/3/reference/simple_stmts.html#augmented-assignment-statements), so
 * the new part is awaited into a local first. What cannot be split so is refused.
 */
export function keepSharedStateWhole(expression: Node, fix: FixBuilder): void {
  for (const update of updatesAround(expression)) {
    for (const target of targetsOf(update)) {
      if (isPrivate(target, update, fix)) continue
      if (is(update, 'augmented_assignment')) {
        awaitFirst(update, target, fix)
        return
      }
      if (isReadBefore(target, field(update, 'right'), expression)) {
        fix.refuse(
          `\`${target.text}\` is read before the \`await\` and written after it, and another task may change it between`,
        )
      }
    }
  }
}

/** Cautions where an `await` lets other tasks change what a loop goes over. A coroutine that nothing awaits has not worked so far. */
export function cautionSharedLoop(expression: Node, fix: FixBuilder): void {
  const { file } = fix
  if (is(expression, 'call') && file.resultOf(expression).kind === 'coroutine') return
  const collection = sharedLoopAround(expression, file)
  if (collection !== undefined)
    fix.caution(`other tasks may then change \`${collection}\` while this loop goes over it`)
}

/** The assignments whose value an expression is part of: one, or a chain `a = b = …`. */
function updatesAround(expression: Node): Node<'augmented_assignment' | 'assignment'>[] {
  const updates: Node<'augmented_assignment' | 'assignment'>[] = []
  for (let at: Node | undefined = expression; at && !is(at, 'expression_statement', 'block'); at = at.parent) {
    if (is(at.parent, 'augmented_assignment', 'assignment') && at.role === 'right') updates.push(at.parent)
  }
  return updates
}

function targetsOf(update: Node<'augmented_assignment' | 'assignment'>): Node[] {
  const left = unwrap(field(update, 'left'))
  return is(left, 'pattern_list', 'tuple_pattern', 'list_pattern') ? left.children.map(unwrap) : [left]
}

/** Whether the code of a value before an expression in it reads what a target names. */
function isReadBefore(target: Node, value: Node | undefined, expression: Node): boolean {
  const isName = (node: Node) => is(node, 'attribute', 'subscript') || (is(node, 'identifier') && isReadAs(node))
  return [...(value ? descendants(value) : [])].some(
    node => node.end <= expression.start && isName(node) && normal(node.text) === normal(target.text),
  )
}

/** Whether an identifier stands for a variable, and not for an attribute or a keyword. */
function isReadAs({ parent, role }: Node): boolean {
  return !(is(parent, 'attribute') && role === 'attribute') && !(is(parent, 'keyword_argument') && role === 'name')
}

/** A node's text without what does not matter: white space, and which quotes. */
function normal(text: string): string {
  return text.replace(/\s*([^\w\s'"])\s*/g, '$1').replaceAll('"', "'")
}

/** Whether a target is a variable that only the code of this very coroutine can see. */
function isPrivate(target: Node, update: Node, fix: FixBuilder): boolean {
  const binding = is(target, 'identifier') ? fix.file.bindingOf(target) : undefined
  if (!binding || binding.scope.node !== fix.file.placeOf(update).node) return false
  const names = [...binding.uses, ...binding.definitions.map(({ name }) => name)]
  return names.every(name => {
    let scope = fix.file.scopeOf(name)
    while (scope.kind === 'comprehension' && scope.parent) scope = scope.parent
    return scope === binding.scope
  })
}

/** `self.n += f()` becomes `value = f()` and `self.n += value`, of which the caller awaits the first. */
export function awaitFirst(update: Node<'augmented_assignment'>, left: Node, fix: FixBuilder): void {
  const { source } = fix.file
  const reason = `\`${left.text}\` is shared, and the augmented assignment would read it before the \`await\``
  const indent = source.slice(lineStart(source, update.start), update.start)
  const after = source.slice(update.end, lineEnd(source, update.end))
  if (!/^[ \t]*$/.test(indent) || !/^[ \t]*(#.*)?$/.test(after))
    fix.refuse(`${reason}; give the statement a line of its own first`)
  for (const node of descendants(left))
    if (is(node, 'call', 'await')) fix.refuse(`${reason}; take the value into a local first`)
  const name = fix.freshName('value')
  const right = field(update, 'right')
  fix.replace({ start: left.start, end: right.start }, `${name} = `)
  fix.wrap(right, '', `${lineBreakOf(source)}${indent}${left.text} ${field(update, 'operator').text} ${name}`)
}
