import { descendantsOf, field, type Node } from '../syntax/node.ts'
import { oncePerFile } from './memory.ts'
import type { Model } from './model.ts'
import { runsOnLoop } from './places.ts'
import { isReplaced } from './replaced.ts'
import { blockingChain, type Chain, enteredBy } from './types/blocking.ts'
import { typeAt } from './types/root.ts'
import { useOf } from './uses.ts'

/** A call in a coroutine of a function of the project that comes to block. */
export interface BlockingHelper {
  readonly chain: Chain
  /** What is wrong, with the chain of calls and how many coroutines of this file make. */
  readonly message: string
}

/** What a call in a coroutine waits for through functions of the project; nothing for all but the first that comes to the same. */
export function blockingHelper(call: Node<'call'>, model: Model): BlockingHelper | undefined {
  return helpersIn(model).get(call)
}

const helpersIn = oncePerFile((model): ReadonlyMap<Node, BlockingHelper> => {
  const groups = new Map<string, { readonly first: Node<'call'>; readonly chain: Chain; calls: number }>()
  for (const call of descendantsOf(model.tree.root, ['call'])) {
    if (useOf(call) === 'awaited' || !runsOnLoop(call)) continue
    const callee = field(call, 'function')
    const entity = enteredBy(typeAt(callee, model))
    const chain = entity && !isReplaced(callee, model) ? blockingChain(entity) : undefined
    const sink = chain?.hops.at(-1)
    if (!entity || !chain || !sink) continue
    const key = `${entity.id} ${sink.name}`
    const group = groups.get(key) ?? { first: call, chain, calls: 0 }
    groups.set(key, group)
    group.calls++
  }
  return new Map(
    [...groups.values()].map(({ first, chain, calls }) => [
      first,
      {
        chain,
        get message() {
          return messageOf(first, chain, calls)
        },
      },
    ]),
  )
})

/** `load()` blocks the event loop: load() -> self.fetch() (app/jobs.py:12) -> requests.get (app/http.py:8) */
function messageOf(call: Node<'call'>, { hops, isConditional }: Chain, calls: number): string {
  const name = field(call, 'function').text.replace(/\s+/g, ' ')
  const chain = [`${name}()`, ...hops.map(hop => `${hop.name} (${hop.module.shownAt(hop.line)})`)].join(' -> ')
  const others =
    calls === 2
      ? ', as does 1 more call of it in this file'
      : calls > 2
        ? `, as do ${calls - 1} more calls of it in this file`
        : ''
  return `\`${name}()\` ${isConditional ? 'can block' : 'blocks'} the event loop: ${chain}${others}`
}
