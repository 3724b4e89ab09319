import { asyncContexts, asyncIterables } from '../knowledge/protocols.ts'
import { field, is, type Node, unwrap } from '../syntax/node.ts'
import type { Model, Protocol, Protocols } from './model.ts'
import { classesInOrder } from './types/classes.ts'
import { has } from './types/protocols.ts'
import { classesIn, typeAt } from './types/root.ts'
import { membersOf, type Type } from './types/type.ts'

/** Which protocols the value of an expression certainly has. */
export function protocolsOf(expression: Node, model: Model): Protocols {
  const call = madeBy(unwrap(expression), model)
  const name = call && model.nameOf(field(call, 'function'))
  if (name !== undefined && asyncContexts.has(name)) return { context: 'async', iteration: 'unknown' }
  if (name !== undefined && asyncIterables.has(name)) return { context: 'unknown', iteration: 'async' }
  const members = membersOf(typeAt(expression, model))
  return {
    context: agreed(members.map(type => protocolOf(type, ['__enter__'], '__aenter__', model))),
    iteration: agreed(members.map(type => protocolOf(type, ['__iter__', '__getitem__'], '__aiter__', model))),
  }
}

/** The call that an expression is, or by which a name that it is was given its only value. */
function madeBy(expression: Node, model: Model): Node<'call'> | undefined {
  if (is(expression, 'call')) return expression
  const binding = is(expression, 'identifier') ? model.bindingOf(expression) : undefined
  const [only] = binding?.definitions ?? []
  // What stands at module level may be set by its name as a text.
  if (binding?.scope.kind !== 'function' || binding.definitions.length !== 1 || only?.how !== 'assignment')
    return undefined
  const value = only.value && unwrap(only.value)
  return is(value, 'call') ? value : undefined
}

function agreed([first = 'unknown', ...others]: readonly Protocol[]): Protocol {
  return others.every(other => other === first) ? first : 'unknown'
}

/** Of the methods of the synchronous form one is enough, and all must be known to be absent. */
function protocolOf(type: Type | undefined, sync: readonly string[], async: string, model: Model): Protocol {
  const answers = sync.map(method => hasHere(type, method, model))
  const [isSync, isAsync] = [answers.includes(true), hasHere(type, async, model)]
  if (isSync) return isAsync ? 'both' : isAsync === false ? 'sync' : 'unknown'
  return isAsync && answers.every(answer => answer === false) ? 'async' : 'unknown'
}

/** Whether an object has a method; undefined too where it may be of a subclass in this file that says otherwise. */
function hasHere(type: Type | undefined, method: string, model: Model): boolean | undefined {
  const answer = has(type, method)
  if (type?.kind !== 'instance' || type.isExact) return answer
  const heirs = classesIn(model).filter(each =>
    classesInOrder(each)
      .slice(1)
      .some(other => other?.of.id === type.of.id),
  )
  return heirs.some(({ summary }) => Object.hasOwn(summary.members, method)) ? undefined : answer
}
