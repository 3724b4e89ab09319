import { type BlockingCall, fileConsumers, files } from '../knowledge/blocking.ts'
import { argumentsOf, field, is, keywordOf, type Node } from '../syntax/node.ts'
import type { FixBuilder } from './builder.ts'
import { moveWithToThread } from './with-block.ts'

/** Moves a blocking call to a thread by what the tables know of it: with its chain, its `with` block, or alone. */
export function offload(call: Node<'call'>, known: BlockingCall, fix: FixBuilder): void {
  const whole = wholeExpression(call, known, fix)
  const isChain = whole !== call
  const isAllowed = known.unlessMadeWith === undefined ? isChain : isMadeFor(known.unlessMadeWith, call, fix)
  if (known.refused && !isAllowed) fix.refuse(known.refused)
  for (const [keyword, reason] of Object.entries(known.refusedWith ?? {})) {
    const value = keywordOf(call, keyword)
    if (value && value.kind !== 'false') fix.refuse(reason)
  }
  if (known.caution) fix.caution(known.caution)
  const block = isChain ? undefined : withAround(call)
  if (block && known.movesWith) {
    moveWithToThread(block, fix)
    return
  }
  if (block && known.refusedInWith) fix.refuse(known.refusedInWith)
  if (!isChain && known.movesWith && isIterated(call))
    fix.refuse('the loop reads the file step by step; read it in a function and give that to a thread')
  if (isChain) {
    const chain = new Set<Node>([whole])
    for (let at: Node | undefined = call; at && at !== whole; at = at.parent) chain.add(at)
    for (const node of otherOpeners(whole, fix)) chain.add(node)
    fix.chainToThread(whole, chain)
  } else fix.toThread(call)
}

/** The call with what directly reads its result: `open(p).read()`, `json.load(open(p))`. */
function wholeExpression(call: Node<'call'>, { reads = [] }: BlockingCall, fix: FixBuilder): Node<'call'> {
  let whole = call
  for (let next: Node<'call'> | undefined = call; next; next = readerOf(whole, reads, fix)) whole = next
  return whole
}

function readerOf(call: Node<'call'>, reads: readonly string[], { file }: FixBuilder): Node<'call'> | undefined {
  const { parent } = call
  if (is(parent, 'attribute') && reads.includes(field(parent, 'attribute').text) && is(parent.parent, 'call'))
    return parent.parent
  const consumer = is(parent, 'argument_list') && reads.length > 0 ? parent.parent : undefined
  return is(consumer, 'call') && fileConsumers.has(file.nameOf(field(consumer, 'function')) ?? '')
    ? consumer
    : undefined
}

/** Whether the object that a method is called on, or the call itself, was made with a keyword argument set to False. */
function isMadeFor(keyword: string, call: Node<'call'>, { file }: FixBuilder): boolean {
  const callee = field(call, 'function')
  const receiver = is(callee, 'attribute') ? file.instanceOf(field(callee, 'object')) : undefined
  const origin = receiver ? receiver.origin : call
  return origin !== undefined && keywordOf(origin, keyword)?.kind === 'false'
}

/** The `with` statement that an expression is an item of. */
function withAround(expression: Node): Node<'with_statement'> | undefined {
  const item = is(expression.parent, 'as_pattern') ? expression.parent.parent : expression.parent
  const statement = is(item, 'with_item') ? item.parent?.parent : undefined
  return is(statement, 'with_statement') ? statement : undefined
}

function isIterated(expression: Node): boolean {
  return is(expression.parent, 'for_statement', 'for_in_clause') && expression.role === 'right'
}

/** Other calls in an expression that open a file: they move with it. */
function otherOpeners(whole: Node<'call'>, { file }: FixBuilder): Node[] {
  return argumentsOf(whole).filter(
    node => is(node, 'call') && files.get(file.nameOf(field(node, 'function')) ?? '')?.movesWith,
  )
}
