import { futureFunctions, taskFunctions } from '../knowledge/coroutines.ts'
import { field, type Node } from '../syntax/node.ts'
import type { Model, Result } from './model.ts'
import { isReplaced } from './replaced.ts'
import { isA } from './types/classes.ts'
import { isAbstract } from './types/returns.ts'
import { typeAt } from './types/root.ts'
import { type CoroutineType, membersOf, type Type } from './types/type.ts'

/** What a call gives, where that is certain or likely. */
export function resultOf(call: Node<'call'>, model: Model): Result {
  const name = model.nameOf(field(call, 'function'))
  if (name !== undefined && model.options.coroutineFunctions.includes(name)) return { kind: 'coroutine' }
  if (name !== undefined && taskFunctions.has(name)) return { kind: 'task' }
  if (name !== undefined && futureFunctions.has(name)) return { kind: 'awaitable' }
  if (isReplaced(field(call, 'function'), model)) return { kind: 'unknown' }
  const kinds = membersOf(typeAt(call, model)).map(kindOf)
  const [first] = kinds
  if (!first || !kinds.every(kind => kind === first)) return { kind: 'unknown' }
  const doubt = first === 'coroutine' ? doubtOf(call, model) : undefined
  return doubt === undefined ? { kind: first } : { kind: first, doubt }
}

function kindOf(type: Type | undefined): Result['kind'] {
  if (type?.kind === 'coroutine' && type.how === 'coroutine') return 'coroutine'
  // A class of its own that inherits from `Coroutine` does nothing before it is awaited either.
  if (type?.kind === 'instance' && isA(type.of, 'typing.Coroutine')) return 'coroutine'
  const isIterator =
    type?.kind === 'instance' && ['typing.AsyncGenerator', 'typing.AsyncIterator'].includes(type.of.name)
  return isIterator ? 'async-generator' : 'unknown'
}

/** Why a coroutine is likely and not certain. */
function doubtOf(call: Node<'call'>, model: Model): string | undefined {
  const type = typeAt(call, model)
  const doubt = membersOf(type).find(
    (member): member is CoroutineType => member?.kind === 'coroutine' && member.doubt !== undefined,
  )
  if (doubt) return doubt.doubt
  const callee = typeAt(field(call, 'function'), model)
  for (const member of membersOf(callee)) {
    if (member?.kind !== 'function') continue
    for (const entity of member.functions) {
      const { summary, module, owner } = entity
      const shown = owner ? `${owner.summary.name}.${summary.name}` : summary.name
      if (!summary.isAsync && summary.returns === undefined) {
        return `\`${shown}\` is a plain function, and that it returns a coroutine is only what its code says`
      }
      const isOverridable = member.receiver?.kind === 'instance' && !member.receiver.isExact
      if (summary.isAsync && summary.isStub && !module.isStub && isOverridable && !isAbstract(entity)) {
        return `\`${summary.name}\` has no body here, and a subclass may define it otherwise`
      }
    }
  }
  return undefined
}
