import type { Edit, Fix } from '../finding.ts'
import type { BlockingCall } from '../knowledge/blocking.ts'
import { runtimeNames } from '../knowledge/runtimes.ts'
import type { Result } from '../semantics/model.ts'
import { awaitObstacle } from '../semantics/places.ts'
import type { PythonFile } from '../semantics/python-file.ts'
import { is, type Node, type Span, within } from '../syntax/node.ts'
import { awaitResult, isPrimaryOperand, leaveToRunner, removeAwait } from './awaits.ts'
import { moveToThread } from './executor.ts'
import { firstFree } from './fresh-names.ts'
import { broughtForward } from './imports.ts'
import { offload } from './offload.ts'
import { removeItem, unwrapCall } from './operands.ts'
import type { FixOptions } from './options.ts'
import { reach } from './reach.ts'
import { removeIfUnused, rename } from './references.ts'
import { Refusal } from './refusal.ts'
import { cautionSharedLoop, keepSharedStateWhole } from './shared-state.ts'
import { runToCompletion, taskStarter } from './sync-bridge.ts'
import { TextEdits } from './text-edits.ts'
import { moveToThreadAsLambda } from './thread-lambda.ts'
import { requireUndamaged } from './undamaged.ts'

/** The verbs of a transform's fix: each knows the traps of its edit and refuses, so a transform never asks if a fix is possible. */
export class FixBuilder {
  readonly file: PythonFile
  readonly options: FixOptions
  /** Functions that this fix makes coroutine functions: `await` can stand in them. */
  readonly made = new Set<Node>()
  readonly #at: Node
  readonly #edits = new TextEdits()
  readonly #imports = new Set<string>()
  readonly #cautions: string[] = []
  readonly #elsewhere: Edit[] = []

  constructor(file: PythonFile, at: Node, options: FixOptions) {
    this.file = file
    this.options = options
    this.#at = at
    requireUndamaged([at], [], this)
  }

  /** Says why there is no fix here; a part of what the user reads. */
  refuse(reason: string): never {
    throw new Refusal(reason)
  }

  /** Says what may behave differently afterwards, if anything: the fix is no longer applied unseen. */
  caution(sentence: string | undefined): void {
    if (sentence && !this.#cautions.includes(sentence)) this.#cautions.push(sentence)
  }

  /** Says so where an answer that the fix rests on is likely and not certain. */
  cautionIfDoubtful({ doubt }: Result): void {
    this.caution(doubt)
  }

  /** The text that reaches a qualified name at a node, with its import; in its form for the module's runtime. */
  use(name: string, at = this.#at): string {
    const { runtime } = this.file
    this.requireAsyncio(name)
    const { text, import: needed } = reach(runtimeNames[runtime].get(name) ?? name, at, this.file)
    if (!needed) return text
    this.#imports.add(needed)
    this.caution(broughtForward(needed, this.file))
    return text
  }

  /** Refuses, or cautions, where it may not be asyncio that runs the code. An `await` alone works under each. */
  requireAsyncio(name: string): void {
    const { file } = this
    if (!name.startsWith('asyncio.')) return
    if (file.runtime === 'asyncio' && file.imports('trio'))
      this.caution('this module imports trio too, and it is not known which of the two runs this code')
    const why = `asyncio may not be what runs this code (${file.foreignRunner} is used here, and asyncio is not imported)`
    if (file.foreignRunner) this.refuse(why)
  }

  /** Puts another qualified name in the place of a reference, touching only the part of it that differs. */
  rename(reference: Node, name: string): void {
    rename(reference, name, this)
  }

  /** Puts a text in the place of a span; no two replacements of a fix may overlap. */
  replace(span: Span, text: string): void {
    const { source, tree } = this.file
    const lost = tree.comments.filter(comment => within(comment, span))
    if (!lost.every(({ start, end }) => text.includes(source.slice(start, end)))) {
      this.refuse('a comment stands within the code that would be replaced; move it, and this can be fixed')
    }
    // Words that the removed text kept apart stay apart.
    const isGlued = text === '' && /\w/.test(source.charAt(span.start - 1)) && /\w/.test(source.charAt(span.end))
    this.#edits.replace(span, isGlued ? ' ' : text)
  }

  /** Inserts a text at an offset, after what an earlier verb inserted there. */
  insert(at: number, text: string): void {
    this.#edits.close(at, text)
  }

  /** A name that means nothing yet at the finding: the wanted one, or with a number after it. */
  freshName(wanted: string): string {
    const { file } = this
    const isTaken = (name: string) =>
      file.scopeOf(this.#at).lookup(name) !== undefined || file.bindings.unbound.has(name) || file.isBuiltin(name)
    return firstFree(wanted, isTaken)
  }

  /** Inserts text around a span; what is wrapped later goes outside. */
  wrap({ start, end }: Span, before: string, after: string): void {
    const glued = /\w$/.test(this.file.source.slice(0, start)) && /^\w/.test(before)
    this.#edits.open(start, glued ? ` ${before}` : before)
    this.#edits.close(end, after)
  }

  /** Awaits an expression that is not yet, in parentheses where the result is used by what follows it. */
  await(expression: Node): void {
    if (this.file.useOf(expression) === 'awaited') return
    const obstacle = awaitObstacle(expression, this.file, 'await', this.made)
    if (obstacle) this.refuse(obstacle)
    leaveToRunner(expression, this)
    keepSharedStateWhole(expression, this)
    cautionSharedLoop(expression, this)
    const parenthesised = isPrimaryOperand(expression)
    this.wrap(expression, parenthesised ? '(await ' : 'await ', parenthesised ? ')' : '')
  }

  /** Awaits a coroutine whose result is used in place, before what an `await` around it waits for. */
  awaitResult(call: Node<'call'>): void {
    awaitResult(call, this)
  }

  /** Removes an `await`. */
  removeAwait(node: Node<'await'>): void {
    removeAwait(node, this)
  }

  /** Writes `async` before a `with`, a `for` or the clause of a comprehension. */
  makeAsync(node: Node<'with_statement' | 'for_statement' | 'for_in_clause'>): void {
    const obstacle = awaitObstacle(node, this.file, is(node, 'with_statement') ? 'async with' : 'async for')
    if (obstacle) this.refuse(obstacle)
    this.wrap(node, 'async ', '')
  }

  /** Puts an argument of a call in the call's place; its parentheses stay where they hold a comment or an operator. */
  unwrapCall(call: Node<'call'>, argument: Node): void {
    unwrapCall(call, argument, this)
  }

  /** Removes an item from a tuple; the last one left loses the parentheses. */
  removeItem(item: Node): void {
    removeItem(item, this)
  }

  /** Removes the assignment of a local name whose only use this fix takes away; its value must have no effect of its own. */
  removeIfUnused(name: Node): void {
    removeIfUnused(name, this)
  }

  /** Moves a call to a thread and awaits it; its arguments are still evaluated here. */
  toThread(call: Node<'call'>): void {
    moveToThread(call, this)
    this.await(call)
  }

  /** Moves a chain of calls to a thread as a whole, and awaits the last; what the calls are given is evaluated here. */
  chainToThread(last: Node<'call'>, chain: ReadonlySet<Node>): void {
    moveToThreadAsLambda(last, chain, this)
    this.await(last)
  }

  /** Moves a blocking call to a thread together with what reads its result, or refuses by what is known of it. */
  offload(call: Node<'call'>, known: BlockingCall): void {
    offload(call, known, this)
  }

  /** Runs a coroutine from synchronous code. */
  runToCompletion(call: Node<'call'>): void {
    runToCompletion(call, this)
  }

  /** The text of the function that makes a task of a coroutine at an `asyncio.wait` call. */
  taskStarter(wait: Node<'call'>): string {
    return taskStarter(wait, this)
  }

  /** Makes edits of other files a part of this fix. */
  include(edits: readonly Edit[]): void {
    this.#elsewhere.push(...edits)
  }

  finish(): Fix {
    const [own, imports] = [this.#edits.compile(this.file.path), [...this.#imports].sort()]
    requireUndamaged(own, imports, this)
    return { edits: [...own, ...this.#elsewhere], imports, cautions: this.#cautions }
  }
}
