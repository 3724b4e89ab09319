import { once } from '../grounds.ts'
import { valueBuiltins } from '../knowledge/consumers.ts'
import { futureFunctions, taskFunctions } from '../knowledge/coroutines.ts'
import { argumentsOf, field, is, type Node } from '../syntax/node.ts'
import { mayBeNamed } from './last-words.ts'
import type { Model, ModelOptions, Result } from './model.ts'
import { isOverriddenHere } from './overrides.ts'
import { handsOnReplaced, isReplaced } from './replaced.ts'
import { isA, isProtocol } from './types/classes.ts'
import { isOverload } from './types/declarations.ts'
import { stepsTo } from './types/description.ts'
import type { FunctionEntity } from './types/entities.ts'
import { isRedefinedIn } from './types/heirs.ts'
import { isAbstract, returned } from './types/returns.ts'
import { typeAt } from './types/root.ts'
import { membersOf, type Type } from './types/type.ts'
import { givesAwaitable, isPlainResult } from './values.ts'

/** What a call gives, where that is certain or likely. */
export function resultOf(call: Node<'call'>, model: Model): Result {
  const known = kindByName(call, model)
  const kind = known ?? kindByType(call, model)
  if (known || kind === 'value' || kind === 'unknown') return { kind }
  if (isOverriddenHere(call, model) || handsOn(call, model) || handsOnReplaced(field(call, 'function'), model))
    return { kind: 'unknown' }
  const doubt = kind === 'coroutine' ? doubtOf(call, model) : undefined
  return {
    kind,
    ...(doubt !== undefined && { doubt }),
    // Told only with a finding: where the steps stand changes more often than what they are.
    get steps() {
      return stepsTo(call, model)
    },
  }
}

/** Whether what a call gives certainly cannot be awaited: the result is a `value`. */
export function givesPlainValue(call: Node<'call'>, model: Model): boolean {
  const isPlain = (kindByName(call, model) ?? kindByType(call, model)) === 'value'
  return isPlain && !givesAwaitable(field(call, 'function'), model)
}

/** What a call gives of a function that is known or configured; `unknown` where the file may put another in its place. */
function kindByName(call: Node<'call'>, model: Model): Result['kind'] | undefined {
  const { options } = model
  const callee = field(call, 'function')
  const name = mayBeNamed(callee, knownTo(options)) ? model.nameOf(callee) : undefined
  if (name !== undefined && options.coroutineFunctions.includes(name)) return 'coroutine'
  if (name !== undefined && (taskFunctions.has(name) || options.taskStarters.includes(name))) return 'task'
  if (name !== undefined && futureFunctions.has(name)) return 'awaitable'
  if (isReplaced(callee, model)) return 'unknown'
  // What they give is well known: they are called often, and have many overloads.
  return name !== undefined && valueBuiltins.has(name) && is(callee, 'identifier') ? 'value' : undefined
}

/** What a call gives by its type, whatever may speak against that. */
function kindByType(call: Node<'call'>, model: Model): Result['kind'] {
  const callee = typeAt(field(call, 'function'), model)
  // Which of many overloads it is costs much to find, and says nothing where none of them gives what is looked for.
  const isPlain = callee?.kind === 'function' && !callee.manager && callee.functions.every(isOtherwise)
  const [first = 'unknown', ...others] = isPlain ? [] : membersOf(typeAt(call, model)).map(kindOf)
  if (first !== 'unknown' && others.every(kind => kind === first)) return first
  return isPlainResult(call, model) ? 'value' : 'unknown'
}

/** The functions of which it is known, or configured, what they give. */
const knownTo = once(
  ({ coroutineFunctions, taskStarters }: ModelOptions): ReadonlySet<string> =>
    new Set([...taskFunctions, ...futureFunctions, ...coroutineFunctions, ...taskStarters]),
)

/** What kind of thing a value is, by its type. */
export function kindOf(type: Type | undefined): Result['kind'] {
  if (type?.kind === 'coroutine' && type.how === 'coroutine') return 'coroutine'
  // A class of its own that inherits from `Coroutine` does nothing before it is awaited either.
  if (type?.kind === 'instance' && isA(type.of, 'typing.Coroutine')) return 'coroutine'
  const isIterator =
    type?.kind === 'instance' && ['typing.AsyncGenerator', 'typing.AsyncIterator'].includes(type.of.name)
  return isIterator ? 'async-generator' : 'unknown'
}

/** Whether a function gives, whatever it is given, nothing of a kind that is told apart. */
function isOtherwise(entity: FunctionEntity): boolean {
  const given = membersOf(returned(entity))
  return !entity.summary.isAsync && given.every(type => kindOf(type) === 'unknown' && type?.kind !== 'variable')
}

/** Why a coroutine is likely and not certain. */
function doubtOf(call: Node<'call'>, model: Model): string | undefined {
  for (const member of membersOf(typeAt(call, model)))
    if (member?.kind === 'coroutine' && member.doubt) return member.doubt
  for (const member of membersOf(typeAt(field(call, 'function'), model))) {
    if (member?.kind !== 'function' || member.receiver?.kind !== 'instance' || member.receiver.isExact) continue
    const open = member.functions.find(each => isOpen(each, model))
    if (open) return `\`${open.summary.name}\` has no body here, and a class that may inherit it defines it otherwise`
  }
  return undefined
}

/** Whether a method is there only to be defined by subclasses, and some class of the project may do so in another way. */
function isOpen(entity: FunctionEntity, { project, path }: Model): boolean {
  const { summary, module, owner } = entity
  if (!summary.isAsync || !summary.isStub || module.isStub || !owner) return false
  // What an abstract class or a protocol declares, all classes that have it must give.
  if (isAbstract(entity) || isProtocol(owner) || isOverload(entity)) return false
  return isRedefinedIn(project?.modulesDefining(path, summary.name) ?? [], owner, summary.name)
}

/**
 * Whether a call only hands on what it was given, as `max` and `next` do, or as a decorator does that is called in code, whatever
 * it is declared to give: `app.get("/")(index)`. It makes no coroutine itself.
 */
function handsOn(call: Node<'call'>, model: Model): boolean {
  const [given, ...others] = is(field(call, 'function'), 'call') ? argumentsOf(call) : []
  if (given && others.length === 0 && ['function', 'class'].includes(typeAt(given, model)?.kind ?? '')) return true
  return membersOf(typeAt(field(call, 'function'), model)).some(
    member => member?.kind === 'function' && member.functions.some(handsItsArgumentOn),
  )
}

function handsItsArgumentOn(entity: FunctionEntity): boolean {
  const { summary } = entity
  // `anext` calls `__anext__`, which makes one.
  return !summary.isAsync && summary.name !== 'anext' && returned(entity)?.kind === 'variable'
}
