import { ownNodes } from '../../semantics/functions.ts'
import { decoratorsOf } from '../../semantics/questions/decorators.ts'
import {
  awaitability,
  coroutineDecorator,
  generatorOver,
  isYieldFrom,
} from '../../semantics/questions/generator-coroutine.ts'
import { field, is, isAsync, type Node } from '../../syntax/node.ts'
import { isPrimaryOperand } from '../awaits.ts'
import type { FixBuilder } from '../builder.ts'

type Function = Node<'function_definition'>

/** Decorators that take a generator function and a coroutine function alike. */
const INDIFFERENT = /^(abc\.abstractmethod|functools\.(wraps|update_wrapper)|typing\.\w+)$/
/** Methods that Python itself calls, and that must not give a coroutine. */
const SYNCHRONOUS = /^__(?!call__|aenter__|aexit__|anext__)\w+__$/
const LOCKS: readonly (string | undefined)[] = ['asyncio.Condition', 'asyncio.Lock', 'asyncio.Semaphore']
const LOCK_LIKE = /(^|_)(lock|mutex|sem|semaphore|cond|condition)$/i

/** Writes `async def` for a generator-based coroutine, and `await` for each `yield from` in it: all of them, or none. */
export function toAsyncDef(definition: Function, fix: FixBuilder): void {
  const decorator = coroutineDecorator(definition, fix.file)
  const all = decoratorsOf(definition)
  const [next = definition, ...inner] = decorator ? all.slice(all.indexOf(decorator) + 1) : []
  if (!decorator) return
  removeUpTo(next, decorator, fix)
  if (isAsync(definition)) return
  const name = field(definition, 'name').text
  if (SYNCHRONOUS.test(name)) fix.refuse(`Python calls \`${name}\` itself, and takes no coroutine from it`)
  for (const { children, text } of is(next, 'decorator') ? [next, ...inner] : []) {
    const known = children[0] && fix.file.nameOf(is(children[0], 'call') ? field(children[0], 'function') : children[0])
    if (!INDIFFERENT.test(known ?? ''))
      fix.refuse(`\`${text}\` below it is given a generator function, and may need one`)
  }
  const generator = generatorOver(name, fix.file)
  if (generator) {
    const other = field(generator, 'name').text
    fix.refuse(`the plain generator \`${other}\` says \`yield from\` to it; make \`${other}\` a coroutine first`)
  }
  nameItsResult(definition, fix)
  const steps = ownNodes(definition, 'yield')
  for (const step of steps) awaitStep(step, fix)
  if (steps.length === 0) awaitReturned(definition, fix)
  fix.wrap(definition, 'async ', '')
}

/** Takes a decorator away; a form feed below it stays, before the indentation, which it would end. */
function removeUpTo(next: Node, decorator: Node, fix: FixBuilder): void {
  const { source } = fix.file
  const [, indent] = /\f([ \t]*)$/.exec(source.slice(decorator.end, next.start)) ?? []
  const own = /[ \t]*$/.exec(source.slice(0, decorator.start))?.[0].length ?? 0
  if (indent === undefined) fix.replace({ start: decorator.start, end: next.start }, '')
  else fix.replace({ start: decorator.start - own, end: next.start }, `\f${indent}`)
}

function awaitStep(step: Node<'yield'>, fix: FixBuilder): void {
  const [operand] = step.children
  if (!isYieldFrom(step) || !operand) {
    if (operand || !is(step.parent, 'expression_statement'))
      fix.refuse(
        `\`${step.text}\` is no \`yield from\`: a coroutine cannot hand a value to what runs it; await a Future instead`,
      )
    fix.replace(step, `await ${fix.use('asyncio.sleep')}(0)`)
    return
  }
  const outer = is(step.parent, 'parenthesized_expression') ? step.parent : undefined
  const context = is(outer?.parent, 'as_pattern') ? outer?.parent : outer
  const item = is(context?.parent, 'with_item') ? context?.parent : undefined
  if (item && outer && isLock(operand, fix)) {
    enterLock(item, outer, operand, fix)
    return
  }
  const isAcquired = isLock(operand, fix)
  const kind = isAcquired ? 'awaitable' : awaitability(operand, fix.file)
  if (kind === 'plain') fix.refuse(`\`${oneLine(operand)}\` cannot be awaited; make it a coroutine, or iterate over it`)
  if (kind === 'unknown')
    fix.caution('what follows `yield from` has to be awaitable, and a plain generator is not; it is not known here')
  const whole = outer && canLoseParentheses(outer, step, operand) ? outer : step
  const [open, close] = PRIMARY.includes(operand.kind) ? ['', ''] : ['(', ')']
  const glue = /\w/.test(fix.file.source.charAt(whole.start - 1)) ? ' ' : ''
  fix.replace({ start: whole.start, end: operand.start }, `${glue}await ${open}`)
  // A lock itself can no longer be awaited since Python 3.9.
  const tail = `${isAcquired ? '.acquire()' : ''}${close}`
  if (operand.end < whole.end) fix.replace({ start: operand.end, end: whole.end }, tail)
  else fix.insert(operand.end, tail)
}

const PRIMARY: readonly Node['kind'][] = ['attribute', 'call', 'identifier', 'parenthesized_expression', 'subscript']

/** Whether the parentheses that a `yield` needs hold nothing together that an `await` does not hold together itself. */
function canLoseParentheses(outer: Node, step: Node, operand: Node): boolean {
  if (isPrimaryOperand(outer)) return false
  const unbracketed = is(operand, 'call')
    ? field(operand, 'function').text
    : is(operand, 'parenthesized_expression')
      ? ''
      : operand.text
  const around = outer.source.slice(outer.start, operand.start) + outer.source.slice(step.end, outer.end)
  return !/[\r\n]/.test(around + unbracketed)
}

/** `with (yield from lock):` becomes `async with lock:`. */
function enterLock(item: Node, outer: Node, operand: Node, fix: FixBuilder): void {
  const statement = item.parent?.parent
  if (!is(statement, 'with_statement') || item.parent?.children.length !== 1)
    fix.refuse(`\`${oneLine(operand)}\` is entered together with other things; give it an \`async with\` of its own`)
  fix.wrap(statement, 'async ', '')
  fix.replace({ start: outer.start, end: operand.start }, '')
  fix.replace({ start: operand.end, end: outer.end }, '')
}

function isLock(operand: Node, fix: FixBuilder): boolean {
  const instance = fix.file.instanceOf(operand)
  if (instance) return LOCKS.includes(instance.name)
  const name = is(operand, 'attribute') ? field(operand, 'attribute') : operand
  return is(name, 'identifier') && LOCK_LIKE.test(name.text)
}

/** The decorator awaits what a function without `yield` returns, where that can be awaited: an `async def` does not. */
function awaitReturned(definition: Function, fix: FixBuilder): void {
  for (const { children } of ownNodes(definition, 'return_statement')) {
    const [value] = children
    if (!value || CONSTANTS.includes(value.kind)) continue
    const kind = awaitability(value, fix.file)
    if (kind === 'unknown')
      fix.refuse(
        `it returns \`${oneLine(value)}\`, which is awaited for it if it can be; write the \`await\` or leave it out`,
      )
    if (kind === 'awaitable') fix.wrap(value, 'await ', '')
  }
}

const CONSTANTS: readonly Node['kind'][] = [
  ...(['comparison_operator', 'dictionary', 'expression_list', 'false', 'float', 'integer', 'list', 'none'] as const),
  ...(['list_comprehension', 'not_operator', 'set', 'string', 'true', 'tuple'] as const),
]

/** The annotation of a generator names what it yields and takes, too; that of a coroutine its result alone. */
function nameItsResult(definition: Function, fix: FixBuilder): void {
  const type = field(definition, 'return_type')
  const [, result] = /^(?:\w+\.)*Generator\[.*,\s*(?:Any|None),\s*(.+)\]$/s.exec(type?.text ?? '') ?? []
  if (type && result !== undefined) fix.replace(type, result)
  else if (/\b(Generator|Iterator|Iterable)\b/.test(type?.text ?? ''))
    fix.refuse('its annotation says that it gives an iterator; let it name the result alone')
}

function oneLine(node: Node): string {
  return node.text.replace(/\s+/g, ' ')
}
