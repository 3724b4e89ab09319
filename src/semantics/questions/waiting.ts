import { primitives, type WaitingCall } from '../../knowledge/primitives.ts'
import {
  argumentsOf,
  closest,
  contextsOf,
  descendantsOf,
  field,
  is,
  keywordOf,
  type Node,
  within,
} from '../../syntax/node.ts'
import type { PythonFile } from '../python-file.ts'

/** What the table of primitives knows of a call, where it certainly has to wait. */
export function waitingCall(call: Node<'call'>, file: PythonFile): WaitingCall | undefined {
  const callee = field(call, 'function')
  const name = file.nameOf(callee) ?? ''
  const known = primitives.get(name)
  if (!known || file.useOf(call) === 'awaited') return undefined
  if (argumentsOf(call).some(argument => is(argument, 'list_splat', 'dictionary_splat'))) return undefined
  const { waits, timeout } = known
  if (waits && argumentAt(call, waits)?.kind === 'false') return undefined
  if (timeout !== undefined && isZero(argumentAt(call, ['timeout', timeout]))) return undefined
  const receiver = is(callee, 'attribute') ? field(callee, 'object') : undefined
  if (!receiver) return known
  const origin = file.instanceOf(receiver)?.origin
  if (mentions(receiver, known.testedBy ?? [], file).length > 0) return undefined
  if (known.begunBy && mentions(receiver, [known.begunBy], file).some(begin => othersRanBetween(begin, call, file)))
    return undefined
  if (known.madeWith && (!origin || !isMadeWith(origin, known.madeWith))) return undefined
  if (name === 'concurrent.futures.Future.result' && !isPending(receiver, origin, file)) return undefined
  // A socket may be non-blocking unless all of its life is in sight.
  if (name.startsWith('socket.') && (!origin || file.placeOf(origin).node !== file.placeOf(call).node)) return undefined
  return known
}

/** The argument of a call that a keyword or a position gives. */
function argumentAt(call: Node<'call'>, [keyword, at]: readonly [string, number]): Node | undefined {
  const positional = argumentsOf(call).filter(argument => !is(argument, 'keyword_argument'))
  return keywordOf(call, keyword) ?? positional[at]
}

function isZero(value: Node | undefined): boolean {
  return is(value, 'integer', 'float') && Number(value.text) === 0
}

/** Whether an object was made with an argument that is not zero: one that is not known may be zero. */
function isMadeWith(origin: Node<'call'>, argument: readonly [string, number]): boolean {
  const value = argumentAt(origin, argument)
  return is(value, 'integer') && !isZero(value)
}

/** Where the function around an object asks it for one of some attributes. */
function mentions(receiver: Node, attributes: readonly string[], file: PythonFile): Node[] {
  return descendantsOf(file.placeOf(receiver).node, ['attribute']).filter(
    node => attributes.includes(field(node, 'attribute').text) && field(node, 'object').text === receiver.text,
  )
}

function othersRanBetween(first: Node, last: Node, file: PythonFile): boolean {
  const { node: owner } = file.placeOf(last)
  return descendantsOf(owner, ['await']).some(
    node => first.end <= node.start && node.end <= last.start && file.placeOf(node).node === owner,
  )
}

/**
 * Whether a future may still be without a result: it is made in sight, nobody else is given it, and the executor's
 * `with` block, which waits for all its work, has not ended.
 */
function isPending(receiver: Node, origin: Node<'call'> | undefined, file: PythonFile): boolean {
  if (!origin) return false
  const block = executorBlock(origin)
  if (block && !within(receiver, block)) return false
  const uses = (is(receiver, 'identifier') && file.bindingOf(receiver)?.uses) || []
  return uses.every(use => is(use.parent, 'attribute') && use.role === 'object')
}

/** The `with` statement that makes the executor. */
function executorBlock(origin: Node<'call'>): Node<'with_statement'> | undefined {
  const statement = closest(origin, 'with_statement')
  return statement && contextsOf(statement).includes(origin) ? statement : undefined
}
