import { argumentsOf, descendants, field, is, isAsync, type Node } from '../../syntax/node.ts'
import { homeOf } from '../homes.ts'
import { Memory, oncePerFile } from '../memory.ts'
import type { Model } from '../model.ts'

/** A `ContextVar` that a function comes to read. */
export interface ContextRead {
  readonly variable: string
  /** The calls that lead to it: `render() -> page_title() -> locale.get()`. */
  readonly chain: readonly string[]
}

/** More calls on the way than this are not followed. */
const LONGEST_CHAIN = 4
const CONTEXT_VAR = 'contextvars.ContextVar'

const readsIn = oncePerFile(() => new Memory<ContextRead>())

/**
 * The context variable that a callable reads when it is called, itself or through functions of the project: a function, a method, a lambda or a `functools.partial` of one.
 */
export function contextRead(callable: Node, model: Model): ContextRead | undefined {
  if (is(callable, 'lambda')) return readIn(field(callable, 'body'), model, 0)
  if (is(callable, 'call') && model.nameOf(field(callable, 'function')) === 'functools.partial') {
    const [first] = argumentsOf(callable)
    return first && contextRead(first, model)
  }
  return is(callable, 'identifier', 'attribute') ? readBy(callable, model, 0) : undefined
}

function readBy(callee: Node, model: Model, depth: number): ContextRead | undefined {
  const definition = depth < LONGEST_CHAIN ? model.definitionOf(callee) : undefined
  if (!is(definition, 'function_definition') || isAsync(definition)) return undefined
  const home = homeOf(definition)
  const read = readsIn(home).recall(definition, () => readIn(field(definition, 'body'), home, depth + 1))
  return read && { ...read, chain: [`${callee.text.replace(/\s+/g, '')}()`, ...read.chain] }
}

/** What code that sets context variables itself reads of them is its own affair. */
function readIn(code: Node, model: Model, depth: number): ContextRead | undefined {
  const read = firstRead(code, model, depth)
  return read && !setsIn(code, model, LONGEST_CHAIN - 2) ? read : undefined
}

function firstRead(code: Node, model: Model, depth: number): ContextRead | undefined {
  for (const call of callsIn(code)) {
    const callee = field(call, 'function')
    if (isMethod(callee, 'get', model)) {
      const variable = field(callee, 'object').text
      return { variable, chain: [`${callee.text}()`] }
    }
    const read = readBy(callee, model, depth)
    if (read) return read
  }
  return undefined
}

/** Whether code sets a context variable, itself or through functions of the project. */
function setsIn(code: Node, model: Model, depth: number): boolean {
  return callsIn(code).some(call => {
    const callee = field(call, 'function')
    if (isMethod(callee, 'set', model)) return true
    const definition = depth > 0 ? model.definitionOf(callee) : undefined
    return is(definition, 'function_definition') && setsIn(field(definition, 'body'), homeOf(definition), depth - 1)
  })
}

/** The calls that code makes itself, not those of functions that it defines. */
function callsIn(code: Node): Node<'call'>[] {
  const isOwn = (node: Node) => !is(node, 'function_definition', 'lambda', 'class_definition')
  return [...descendants(code, isOwn)].filter(node => is(node, 'call'))
}

function isMethod(callee: Node, name: string, model: Model): callee is Node<'attribute'> {
  if (!is(callee, 'attribute') || field(callee, 'attribute').text !== name) return false
  return model.instanceOf(field(callee, 'object'))?.name === CONTEXT_VAR
}
