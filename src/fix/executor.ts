import { contextRead } from '../semantics/questions/context.ts'
import { firstLineOf } from '../syntax/lines.ts'
import { argumentsOf, field, is, type Node } from '../syntax/node.ts'
import type { FixBuilder } from './builder.ts'

/** The call that runs a function in a thread. */
interface Executor {
  readonly callee: string
  /** What it takes before the function: `None` is the default executor. */
  readonly leading: string
  /** Whether it passes keyword arguments on. */
  readonly takesKeywords: boolean
  /** What is given before the function, to call it in this task's context. */
  readonly inContext?: string
}

/** A function that reads a context variable keeps this task's context: `to_thread` carries it, `run_in_executor` does not. */
function executorOf(fix: FixBuilder, readsContext: boolean, pool?: string): Executor {
  const { runtime, options } = fix.file
  const inLoop = () => `${fix.use('asyncio.get_running_loop')}().run_in_executor`
  if (pool !== undefined) return { callee: inLoop(), leading: pool, takesKeywords: false }
  if (runtime !== 'asyncio') return { callee: fix.use('asyncio.to_thread'), leading: '', takesKeywords: false }
  if ((fix.options.executor === 'to-thread' || readsContext) && options.target >= 9) {
    return { callee: fix.use('asyncio.to_thread'), leading: '', takesKeywords: true }
  }
  const inContext = readsContext ? { inContext: `${fix.use('contextvars.copy_context')}().run, ` } : {}
  return { callee: inLoop(), leading: 'None', takesKeywords: false, ...inContext }
}

/**
 * Turns `f(a, k=v)` into the executor's call of f; of the arguments only the parenthesis before them is touched.
 * `pool` is the text of an executor that is not the default one.
 */
export function moveToThread(call: Node<'call'>, fix: FixBuilder, pool?: string): void {
  for (const argument of argumentsOf(call)) cautionCallback(argument, fix)
  handOver(call, executorOf(fix, contextRead(field(call, 'function'), fix.file) !== undefined, pool), fix)
}

/** Turns `f(a, k=v)` into a call that is given f and its arguments, to call it elsewhere. */
export function handOver(call: Node<'call'>, executor: Executor, fix: FixBuilder): void {
  const [callee, list] = [field(call, 'function'), field(call, 'arguments')]
  const keywords = argumentsOf(call).some(argument => is(argument, 'keyword_argument', 'dictionary_splat'))
  const partial = keywords && !executor.takesKeywords ? fix.use('functools.partial') : undefined
  const [first] = argumentsOf(call)
  const gap = first && list.kind === 'argument_list' ? fix.file.source.slice(list.start + 1, first.start) : ''
  // Where the arguments stand on lines of their own, the function gets one too.
  const hangs = /^[ \t]*(\r\n|\r|\n)\s*$/.test(gap) && firstLineOf(callee.text) === callee.text
  const lineStart = hangs ? gap.replace(/^[ \t]*/, '') : ''
  const leading = executor.leading && `${executor.leading},${lineStart || ' '}`
  const before = partial ? `${leading && `${executor.leading}, `}${partial}(${lineStart}` : lineStart + leading
  fix.wrap(callee, `${executor.callee}(${before}${executor.inContext ?? ''}`, '')
  if (list.kind === 'generator_expression') fix.wrap(list, ', ', ')')
  else fix.replace({ start: list.start, end: list.start + 1 }, first ? (/^\s/.test(gap) ? ',' : ', ') : '')
  if (partial) fix.wrap(call, '', ')')
}

/** The call that runs a function of no arguments in a thread, as text. */
export function executorCall(fix: FixBuilder, name: string): string {
  const { callee, leading } = executorOf(fix, false)
  return `${callee}(${leading && 'None, '}${name})`
}

/** Parameters that take functions, of the functions that the tables know. */
const CALLBACKS: readonly string[] = [
  'copy_function',
  'filter',
  'ignore',
  'key',
  'object_hook',
  'onerror',
  'onexc',
  'preexec_fn',
  'reporthook',
]

/** Cautions where a function is given that the thread would then call. */
export function cautionCallback(argument: Node, fix: FixBuilder): void {
  const isKeyword = is(argument, 'keyword_argument')
  const value = isKeyword ? field(argument, 'value') : argument
  const isNamed = isKeyword && CALLBACKS.includes(field(argument, 'name').text) && is(value, 'identifier', 'attribute')
  const isLibrary = fix.file.nameOf(value) !== undefined
  if (is(value, 'lambda') || is(fix.file.definitionOf(value), 'function_definition') || (isNamed && !isLibrary)) {
    fix.caution(`\`${value.text}\` is then called in the thread, without this task's context and event loop`)
  }
}
