import type { Level } from './finding.ts'
import type { FixBuilder } from './fix/builder.ts'
import type { BlockingCall, BlockingTable } from './knowledge/blocking.ts'
import type { Result } from './semantics/model.ts'
import type { PythonFile } from './semantics/python-file.ts'
import { argumentsOf, field, is, type Kind, type Node } from './syntax/node.ts'

export type { FixBuilder } from './fix/builder.ts'
export type { PythonFile } from './semantics/python-file.ts'

/** The page to read before writing a transform: one pitfall, how it is found and how it is mended. */
export interface Transform<K extends Kind = Kind> {
  /** What is wrong, in a few words: the README's table and the header of messages. Markdown. */
  readonly title: string
  /** What comes of it, in one sentence. */
  readonly why: string
  /** What is written instead, in a few words. Markdown. */
  readonly writes: string
  /** When the fix is applied unseen and when only with `--unsafe`, in a few words. */
  readonly safety: string
  /** What looks like the pitfall and is left alone, a phrase each. */
  readonly leaves: readonly string[]
  /** `error`: wrong today. `warning`: blocks, leaks or races. `note`: an older or lower-level API. */
  readonly level: Level
  /** Off unless it is selected by name. */
  readonly optIn?: true
  /** Codes of other linters for the same pitfall; `# noqa` with one of them silences this transform too. */
  readonly codes?: readonly string[]
  /** Codes of type checkers for the same pitfall; `# type: ignore[…]` with one of them silences this transform too. */
  readonly typeCodes?: readonly string[]
  /** Pages that say more. */
  readonly see?: readonly string[]
  readonly on: Trigger<K>
  /** Looks at one node that the trigger names. Anything thrown here counts as a bug of the transform. */
  check(node: Node<K>, file: PythonFile): Iterable<Problem>
}

/** Which nodes a transform looks at: the engine walks a file once for all transforms. */
export interface Trigger<K extends Kind> {
  readonly kinds: readonly K[]
  /** Qualified names; of calls only those of these are looked at. */
  readonly callsTo?: ReadonlySet<string>
  /** Only texts that hold one of these are looked at. */
  readonly words?: readonly string[]
  /** Only code that an event loop waits for is looked at. */
  readonly onLoop?: true
  /** Files that start threads are looked at even where nothing asynchronous leads to them. */
  readonly inThreads?: true
}

/** One place where the pitfall occurs, and how to mend it: the verbs refuse where it cannot be. */
export interface Problem {
  readonly at: Node
  readonly message: string
  /** Reported only where the transform is selected by name. */
  readonly optIn?: true
  /** The answer about a call that the finding rests on: where it is likely and not certain, the fix is no longer safe. */
  readonly restsOn?: Result
  readonly fix: (fix: FixBuilder) => void
}

/** Triggers on calls of functions by qualified name, given as names or as the keys of a table. */
export function callsTo(...names: (string | ReadonlyMap<string, unknown>)[]): Trigger<'call'> {
  const callsTo = new Set(names.flatMap(name => (typeof name === 'string' ? [name] : [...name.keys()])))
  return { kinds: ['call'], callsTo }
}

/** The same, where an event loop waits for the code. */
export function onLoop<K extends Kind>(trigger: Trigger<K>): Trigger<K> {
  return { ...trigger, onLoop: true }
}

/** The same, even where there are threads and nothing asynchronous. */
export function inThreads<K extends Kind>(trigger: Trigger<K>): Trigger<K> {
  return { ...trigger, inThreads: true }
}

/** The same, in texts that hold one of some words, anywhere and as parts of others. */
export function near<K extends Kind>(words: readonly string[], trigger: Trigger<K>): Trigger<K> {
  return { ...trigger, words }
}

/** Triggers on every node of some kinds. */
export function nodes<K extends Kind>(...kinds: K[]): Trigger<K> {
  return { kinds }
}

/** The problem with a call that makes the event loop wait, as a table of blocking calls knows it. */
export function* blockingCall(
  call: Node<'call'>,
  file: PythonFile,
  table: BlockingTable,
  message: (name: string) => string,
): Iterable<Problem> {
  if (file.useOf(call) === 'awaited') return
  const known = blocks(call, file, table)
  const name = file.nameOf(field(call, 'function')) ?? ''
  if (known) yield { at: call, message: message(name.replace('builtins.', '')), fix: fix => fix.offload(call, known) }
}

/** What a table of blocking calls knows of a call, where that holds for what the call is given. */
export function blocks(call: Node<'call'>, file: PythonFile, table: BlockingTable): BlockingCall | undefined {
  const known = table.get(file.nameOf(field(call, 'function')) ?? '')
  if (!known || (known.givenA !== undefined && !file.isGiven(call, known.givenA))) return undefined
  const makers = [call, file.originOf(call)]
  if (known.unlessGivenA?.some(name => makers.some(maker => maker && file.isGiven(maker, name)))) return undefined
  const given = argumentsOf(call)
  const [first] = given
  if (known.givenZeroAt !== undefined && given[known.givenZeroAt]?.text !== '0') return undefined
  if (known.givenFirst !== undefined && (!first || file.nameOf(first) !== known.givenFirst)) return undefined
  return readsWhatIsMadeHere(call, file, table) ? undefined : known
}

/** Whether a call only reads what a blocking call in the same expression gives, which moves with it: `open(p).read()`. */
export function readsWhatIsMadeHere(call: Node<'call'>, file: PythonFile, table: BlockingTable): boolean {
  const callee = field(call, 'function')
  const sources = [...(is(callee, 'attribute') ? [field(callee, 'object')] : []), ...argumentsOf(call)]
  return sources.some(
    source => is(source, 'call') && table.get(file.nameOf(field(source, 'function')) ?? '')?.reads !== undefined,
  )
}

export function defineTransform<K extends Kind>(transform: Transform<K>): Transform<K> {
  return transform
}
