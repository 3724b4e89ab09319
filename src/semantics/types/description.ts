import { field, is, type Node, unwrap } from '../../syntax/node.ts'
import type { Model } from '../model.ts'
import type { FunctionEntity, ModuleEntity } from './entities.ts'
import { typeAt } from './root.ts'
import { membersOf, type Type } from './type.ts'

/** What the answer about a call rests on, a clause for each step: what the object is, and what the function is that is called. */
export function stepsTo(call: Node<'call'>, model: Model): readonly string[] {
  const callee = unwrap(field(call, 'function'))
  const object = is(callee, 'attribute') ? unwrap(field(callee, 'object')) : undefined
  const receivers = object ? membersOf(typeAt(object, model)).flatMap(type => receiverStep(object, type)) : []
  const functions = membersOf(typeAt(callee, model)).flatMap(type =>
    type?.kind === 'function' ? type.functions.slice(0, 1).map(functionStep) : [],
  )
  return [...new Set([...receivers, ...functions])]
}

function receiverStep(object: Node, type: Type | undefined): string[] {
  if (type?.kind !== 'instance' && type?.kind !== 'class') return []
  const { summary, module } = type.of
  const what = type.kind === 'class' ? 'the class' : 'an instance of'
  return [`\`${oneLine(object.text)}\` is ${what} \`${summary.name}\` (${placeIn(module, summary.line)})`]
}

function functionStep({ summary, module, owner }: FunctionEntity): string {
  const name = owner ? `${owner.summary.name}.${summary.name}` : summary.name
  const declares = summary.returns === undefined ? 'returns a coroutine' : 'is declared to return a coroutine'
  return `\`${name}\` ${summary.isAsync ? 'is `async def`' : declares} (${placeIn(module, summary.line)})`
}

function placeIn(module: ModuleEntity, line: number | undefined): string {
  const { origin, name } = module
  if (origin === 'typeshed') return `typeshed's ${name}`
  return origin === 'standard library' ? `the standard library's ${name}` : module.shownAt(line)
}

const LONGEST_NAME = 60

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME)}…` : line
}
