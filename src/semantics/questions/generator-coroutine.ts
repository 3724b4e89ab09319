import { descendantsOf, field, is, isAsync, type Node, unwrap } from '../../syntax/node.ts'
import { ownNodes } from '../functions.ts'
import { oncePerFile } from '../memory.ts'
import type { Model } from '../model.ts'
import { placeOf } from '../places.ts'
import { has } from '../types/protocols.ts'
import { typeAt } from '../types/root.ts'
import { isPlainValue } from '../values.ts'
import { decoratorsOf } from './decorators.ts'

type Function = Node<'function_definition'>

/** What makes a coroutine function of a generator function (PEP 342, PEP 492). */
const DECORATORS: readonly (string | undefined)[] = ['asyncio.coroutine', 'types.coroutine']

/** The decorator that makes a generator function a coroutine function, if there is one. */
export function coroutineDecorator(definition: Function, model: Model): Node<'decorator'> | undefined {
  return decoratorsOf(definition).find(({ children: [name] }) => name && DECORATORS.includes(model.nameOf(name)))
}

/** Whether a `yield` hands another iterator's items on: `yield from it`. */
export function isYieldFrom(node: Node<'yield'>): boolean {
  return /^yield\s+from\b/.test(node.text)
}

/** What is certain of an expression that a coroutine waits for: `awaitable`, `plain` where `await` would raise TypeError. */
export function awaitability(expression: Node, model: Model): 'awaitable' | 'plain' | 'unknown' {
  const operand = unwrap(expression)
  if (is(operand, 'list', 'tuple', 'list_comprehension', 'generator_expression', 'string')) return 'plain'
  const type = typeAt(operand, model)
  if (type?.kind === 'coroutine' && type.doubt !== undefined) return 'unknown'
  if (has(type, '__await__')) return 'awaitable'
  if (isPlainValue(type)) return 'plain'
  if (!is(operand, 'call')) return 'unknown'
  const { kind } = model.resultOf(operand)
  if (['coroutine', 'task', 'awaitable'].includes(kind)) return 'awaitable'
  if (kind === 'value') return 'plain'
  const called = model.definitionOf(field(operand, 'function'))
  if (!is(called, 'function_definition')) return 'unknown'
  if (coroutineDecorator(called, model)) return 'awaitable'
  return isPlainGenerator(called, model) && decoratorsOf(called).length === 0 ? 'plain' : 'unknown'
}

function isPlainGenerator(definition: Function, model: Model): boolean {
  return !isAsync(definition) && ownNodes(definition, 'yield').length > 0 && !coroutineDecorator(definition, model)
}

/** A plain generator of the file that says `yield from` to a function of this name: it cannot do so to an `async def`. */
export function generatorOver(name: string, model: Model): Function | undefined {
  return delegations(model).get(name)
}

const delegations = oncePerFile((model): ReadonlyMap<string, Function> => {
  const found = new Map<string, Function>()
  for (const node of descendantsOf(model.tree.root, ['yield'])) {
    const [operand] = isYieldFrom(node) ? node.children : []
    const { node: owner } = operand ? placeOf(node) : {}
    if (!is(operand, 'call') || !is(owner, 'function_definition') || !isPlainGenerator(owner, model)) continue
    const callee = field(operand, 'function')
    found.set((is(callee, 'attribute') ? field(callee, 'attribute') : callee).text, owner)
  }
  return found
})

/** Whether a `types.coroutine` talks to the loop itself, as nothing but a generator can, or to what is not known. */
export function isLowLevel(definition: Function, model: Model): boolean {
  const steps = ownNodes(definition, 'yield')
  const isPlainStep = (step: Node<'yield'>) => {
    const [operand] = step.children
    return isYieldFrom(step) && operand !== undefined && awaitability(operand, model) === 'awaitable'
  }
  return steps.length === 0 || !steps.every(isPlainStep)
}
