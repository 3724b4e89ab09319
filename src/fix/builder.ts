import type { BlockingCall } from '../knowledge/blocking.ts'
import { runtimeNames } from '../knowledge/runtimes.ts'
import type { Fix } from '../finding.ts'
import type { PythonFile } from '../semantics/python-file.ts'
import { field, is, type Node, type Span, within } from '../syntax/node.ts'
import { moveToThread, moveToThreadAsLambda } from './executor.ts'
import { offload } from './offload.ts'
import type { FixOptions } from './options.ts'
import { reach } from './reach.ts'
import { Refusal } from './refusal.ts'
import { keepSharedStateWhole } from './shared-state.ts'
import { requireNoLoop, runToCompletion, taskStarter } from './sync-bridge.ts'
import { TextEdits } from './text-edits.ts'

/**
 * The verbs with which a transform writes its fix. Each knows the traps of its edit, and refuses where it cannot be
 * made: a transform never asks whether a fix is possible.
 */
export class FixBuilder {
  readonly file: PythonFile
  readonly options: FixOptions
  readonly #at: Node
  readonly #edits = new TextEdits()
  readonly #imports = new Set<string>()
  readonly #cautions: string[] = []

  constructor(file: PythonFile, at: Node, options: FixOptions) {
    this.file = file
    this.options = options
    this.#at = at
    if (file.isDamaged(at)) this.refuse('a syntax error is near, so this code may not be what it seems')
  }

  /** Says why there is no fix here; a part of what the user reads. */
  refuse(reason: string): never {
    throw new Refusal(reason)
  }

  /** Says what may behave differently afterwards: the fix is no longer applied unseen. */
  caution(sentence: string): void {
    if (!this.#cautions.includes(sentence)) this.#cautions.push(sentence)
  }

  /** The text that reaches a qualified name at the finding, with its import; in its form for the module's runtime. */
  use(name: string): string {
    const { runtime } = this.file
    const { text, import: needed } = reach(runtimeNames[runtime].get(name) ?? name, this.#at, this.file)
    if (needed) this.#imports.add(needed)
    return text
  }

  /** Puts another qualified name in the place of a reference, touching only the part of it that differs. */
  rename(reference: Node, name: string): void {
    for (const patch of this.file.project?.patchesOf(this.file.path, reference.text) ?? []) {
      this.caution(`${patch.path}:${patch.line} patches \`${patch.target}\`, which this code no longer calls`)
    }
    const [module, member] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)]
    if (is(reference, 'attribute') && this.file.nameOf(field(reference, 'object')) === module) {
      return this.replace(field(reference, 'attribute'), member)
    }
    const { start, end, text } = reference
    const renamed = this.use(name)
    const [head, tail] = commonParts(text, renamed)
    this.replace({ start: start + head, end: end - tail }, renamed.slice(head, renamed.length - tail))
  }

  replace(span: Span, text: string): void {
    this.#edits.replace(span, text)
  }

  insert(at: number, text: string): void {
    this.#edits.close(at, text)
  }

  /** Inserts text around a span; what is wrapped later goes outside. */
  wrap({ start, end }: Span, before: string, after: string): void {
    const glued = /\w$/.test(this.file.source.slice(0, start)) && /^\w/.test(before)
    this.#edits.open(start, glued ? ` ${before}` : before)
    this.#edits.close(end, after)
  }

  /** Awaits an expression, in parentheses where the result is used by what follows it. */
  await(expression: Node): void {
    const obstacle = this.file.awaitObstacle(expression)
    if (obstacle) this.refuse(obstacle)
    keepSharedStateWhole(expression, this)
    const parenthesised = isPrimaryOperand(expression)
    this.wrap(expression, parenthesised ? '(await ' : 'await ', parenthesised ? ')' : '')
  }

  /** Puts an argument of a call in the call's place; its parentheses stay where they hold a comment or an operator. */
  unwrapCall(call: Node<'call'>, argument: Node): void {
    const list = field(call, 'arguments')
    const isPrimary = is(argument, 'call', 'identifier', 'attribute', 'subscript', 'parenthesized_expression')
    const hasComment = this.file.tree.comments.some(comment => within(comment, list) && !within(comment, argument))
    if (!isPrimary || hasComment) return this.replace({ start: call.start, end: list.start }, '')
    this.replace({ start: call.start, end: argument.start }, '')
    this.replace({ start: argument.end, end: call.end }, '')
  }

  /** Removes an item from a tuple; the last one left loses the parentheses. */
  removeItem(item: Node): void {
    const tuple = item.parent
    const items = tuple?.children ?? []
    const [before, after] = [items[items.indexOf(item) - 1], items[items.indexOf(item) + 1]]
    if (!tuple || items.length < 2) return this.refuse('it is the only item')
    if (this.file.tree.comments.some(comment => within(comment, tuple))) this.refuse('a comment stands between the items')
    const left = items.length === 2 ? (before ?? after) : undefined
    if (left) {
      this.replace({ start: tuple.start, end: left.start }, '')
      this.replace({ start: left.end, end: tuple.end }, '')
    } else this.replace(after ? { start: item.start, end: after.start } : { start: before?.end ?? item.start, end: item.end }, '')
  }

  /** Removes the assignment of a local name whose only use this fix takes away; its value must have no effect of its own. */
  removeIfUnused(name: Node): void {
    const { definitions = [], uses = [], scope } = this.file.bindingOf(name) ?? {}
    const [only] = definitions
    const statement = only?.site.parent
    if (definitions.length !== 1 || uses.length !== 1 || scope?.kind !== 'function' || only?.how !== 'assignment') return
    const line = is(statement, 'expression_statement') ? this.#wholeLine(statement) : undefined
    if (line && statement?.parent && statement.parent.children.length > 1) this.replace(line, '')
  }

  /** The line of a statement that stands on it alone, without a comment. */
  #wholeLine(statement: Node): Span | undefined {
    const { source } = this.file
    const start = source.lastIndexOf('\n', statement.start - 1) + 1
    const end = source.indexOf('\n', statement.end) + 1
    return end > 0 && source.slice(start, end).trim() === statement.text ? { start, end } : undefined
  }

  /** Moves a call to a thread and awaits it; its arguments are still evaluated here. */
  toThread(call: Node<'call'>): void {
    moveToThread(call, this)
    this.await(call)
  }

  /** Moves an expression to a thread as a whole, and awaits it. */
  wholeToThread(expression: Node): void {
    moveToThreadAsLambda(expression, this)
    this.await(expression)
  }

  /** Moves a blocking call to a thread together with what reads its result, or refuses by what is known of it. */
  offload(call: Node<'call'>, known: BlockingCall): void {
    offload(call, known, this)
  }

  /** Runs a coroutine from synchronous code. */
  runToCompletion(call: Node<'call'>): void {
    runToCompletion(call, this)
  }

  /** Refuses, or cautions, where a synchronous function may be called while a loop runs. */
  requireNoLoop(definition: Node<'function_definition'>): void {
    requireNoLoop(definition, this)
  }

  /** The text of the function that makes a task of a coroutine at an `asyncio.wait` call. */
  taskStarter(wait: Node<'call'>): string {
    return taskStarter(wait, this)
  }

  finish(): Fix {
    return { edits: this.#edits.compile(this.file.path), imports: [...this.#imports].sort(), cautions: this.#cautions }
  }
}

/** The lengths of the dotted parts that two names begin and end with in common. */
function commonParts(one: string, other: string): [head: number, tail: number] {
  const [left, right] = [one.split('.'), other.split('.')]
  const shorter = Math.min(left.length, right.length) - 1
  let [head, tail] = [0, 0]
  while (head < shorter && left[head] === right[head]) head++
  while (tail < shorter - head && left.at(-1 - tail) === right.at(-1 - tail)) tail++
  const length = (parts: string[]) => parts.join('.').length + (parts.length > 0 ? 1 : 0)
  return [length(left.slice(0, head)), tail > 0 ? length(left.slice(left.length - tail)) : 0]
}

/** Whether an expression is the object of `.attr`, `[i]`, `(…)` or `await`, which bind tighter than `await`. */
function isPrimaryOperand(expression: Node): boolean {
  const { parent, role } = expression
  if (is(parent, 'attribute')) return role === 'object'
  if (is(parent, 'subscript')) return role === 'value'
  if (is(parent, 'call')) return role === 'function'
  return is(parent, 'await')
}
