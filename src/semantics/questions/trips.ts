import { consuming } from '../../knowledge/cpu.ts'
import { argumentsOf, descendantsOf, field, fields, is, isAsync, type Node, unwrap } from '../../syntax/node.ts'
import { mayBeFunction } from '../definitions.ts'
import type { PythonFile } from '../python-file.ts'
import { suspensionIn } from './held-locks.ts'

/** From this many rounds on a loop takes a noticeable time: CPython goes through some ten million empty ones in a second. */
const MANY = 1_000_000

/** A function of the project that goes through a long loop whenever it is called. */
export interface LongFunction {
  readonly rounds: number
  /** Whether it can be sent to another process by its name. */
  readonly isOfModule: boolean
}

/** The plain function that a call runs, where that certainly goes through a long loop. */
export function longFunction(call: Node<'call'>, file: PythonFile): LongFunction | undefined {
  const callee = field(call, 'function')
  if (!mayBeFunction(callee, ({ counts }) => counts === true, file)) return undefined
  const definition = file.definitionOf(callee)
  if (!is(definition, 'function_definition') || isAsync(definition)) return undefined
  const isPlain = descendantsOf(field(definition, 'body'), ['yield']).length === 0
  if (!isPlain || is(definition.parent, 'decorated_definition')) return undefined
  const loops = loopsOnAllPaths(field(definition, 'body'))
  const rounds = Math.max(0, ...loops.map(loop => roundsOf(loop, file)))
  return rounds >= MANY ? { rounds, isOfModule: is(definition.parent, 'module') } : undefined
}

/** How many rounds a long loop goes through in a coroutine without letting others run; undefined for all others. */
export function roundsInCoroutine(loop: Node<'for_statement'>, file: PythonFile): number | undefined {
  const rounds = roundsOf(loop, file)
  const isInner = is(loop.parent?.parent, 'for_statement') && roundsOf(loop.parent.parent, file) >= MANY
  return rounds >= MANY && !isInner && !suspensionIn(loop, file) ? rounds : undefined
}

/** How many elements a call of `sum`, `sorted` or the like goes through, where these are many. */
export function manyElements(call: Node<'call'>, file: PythonFile): number | undefined {
  if (!consuming.has(file.nameOf(field(call, 'function')) ?? '') || suspensionIn(call, file)) return undefined
  const [first] = argumentsOf(call)
  const count = first && elementCount(unwrap(first), file)
  return count !== undefined && count >= MANY ? count : undefined
}

/** The loops that run whenever the code of a block does: those in it and in loops and `with` blocks there. */
function loopsOnAllPaths(block: Node): Node<'for_statement'>[] {
  const loops: Node<'for_statement'>[] = []
  for (const statement of block.children) {
    if (is(statement, 'for_statement')) loops.push(statement)
    if (is(statement, 'with_statement')) loops.push(...loopsOnAllPaths(field(statement, 'body')))
    // What comes after it may not be reached.
    if (descendantsOf(statement, ['return_statement', 'raise_statement']).length > 0) break
  }
  return loops
}

/** How many rounds a loop certainly goes through, those of loops in it multiplied; 0 where that is not known. */
function roundsOf(loop: Node<'for_statement'>, file: PythonFile): number {
  if (isAsync(loop)) return 0
  const count = elementCount(unwrap(field(loop, 'right')), file)
  const body = field(loop, 'body')
  const leaves =
    descendantsOf(body, ['break_statement', 'return_statement', 'raise_statement', 'yield', 'await']).length > 0
  if (count === undefined || leaves) return 0
  const inner = body.children.flatMap(statement => (is(statement, 'for_statement') ? roundsOf(statement, file) : []))
  return count * Math.max(1, ...inner)
}

/** How many elements an iterable has: `range` of constants, or what a generator expression or list makes of one. */
function elementCount(iterable: Node, file: PythonFile): number | undefined {
  if (is(iterable, 'generator_expression', 'list_comprehension')) {
    const clauses = iterable.children.filter(child => is(child, 'for_in_clause'))
    const counts = clauses.map(clause => {
      const [source] = fields(clause, 'right')
      return source && elementCount(unwrap(source), file)
    })
    return counts.reduce((product, count) => product && count && product * count, 1)
  }
  if (!is(iterable, 'call') || file.nameOf(field(iterable, 'function')) !== 'builtins.range') return undefined
  const bounds = argumentsOf(iterable).map(argument => constant(argument, file))
  const [start = 0, stop = 0, step = 1] = bounds.length === 1 ? [0, bounds[0]] : bounds
  if (bounds.includes(undefined) || bounds.length === 0 || bounds.length > 3 || step === 0) return undefined
  return Math.max(0, Math.ceil((stop - start) / step))
}

/** The value of an expression of integers, and of names that stand for one from the start. */
function constant(expression: Node, file: PythonFile): number | undefined {
  const node = unwrap(expression)
  if (is(node, 'integer')) return Number(node.text.replaceAll('_', ''))
  if (is(node, 'binary_operator')) {
    const [left, right] = [constant(field(node, 'left'), file), constant(field(node, 'right'), file)]
    if (left === undefined || right === undefined) return undefined
    return OPERATORS.get(field(node, 'operator').kind)?.(left, right)
  }
  const binding = is(node, 'identifier') ? file.bindingOf(node) : undefined
  const [only, ...others] = binding?.definitions ?? []
  const isConstant = only?.how === 'assignment' && others.length === 0 && binding?.scope.kind === 'module'
  return isConstant && only.value ? constant(only.value, file) : undefined
}

const OPERATORS: ReadonlyMap<string, (left: number, right: number) => number> = new Map([
  ['+', (left, right) => left + right],
  ['-', (left, right) => left - right],
  ['*', (left, right) => left * right],
  ['**', (left, right) => left ** right],
  ['//', (left, right) => Math.floor(left / right)],
])
