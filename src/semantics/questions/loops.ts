import { closest, descendantsOf, field, is, type Node } from '../../syntax/node.ts'
import { classOfMethod, methodAround } from '../functions.ts'
import { oncePerFile } from '../memory.ts'
import type { Model } from '../model.ts'
import { placeOf, runsOnLoop } from '../places.ts'
import { instanceGiven } from './handovers.ts'
import { threadStartsOf } from './threads.ts'

const LOOP = 'asyncio.AbstractEventLoop'

/** What makes a loop the one of its thread, or runs one there. */
const RUNNERS: ReadonlySet<string> = new Set(['asyncio.Runner', 'asyncio.run', 'asyncio.set_event_loop'])

/** By which code finds out where it runs. */
const WHERE: ReadonlySet<string> = new Set([
  'threading.current_thread',
  'threading.get_ident',
  'threading.get_native_id',
  'threading.main_thread',
])

/**
 * Whether code runs in a thread that has no event loop: every start of it is known, and no function of the file that
 * runs in a thread runs a loop there. Code that asks where it runs may know better.
 */
export function runsWithoutLoop(node: Node, model: Model): boolean {
  if (threadStartsOf(node, model).length === 0 || threadsRunLoops(model)) return false
  return !asksWhereItRuns(node, model)
}

/** Servers and frameworks run the loop that they are given, whatever they are called in full. */
const SERVING = /(^|\.)(run_app|run_forever|run_sync|run_until_complete|serve|serve_forever)$|loop\.start$/
const RUNNING = /(^|\.)(Runner|run|set_event_loop)$/

const threadsRunLoops = oncePerFile((model): boolean =>
  descendantsOf(model.tree.root, ['call']).some(call => {
    const callee = field(call, 'function')
    const isNamed = RUNNING.test(callee.text) && RUNNERS.has(model.nameOf(callee) ?? '')
    const mayRun = isNamed || SERVING.test(callee.text)
    return mayRun && threadStartsOf(call, model).length > 0
  }),
)

/** Whether the function around a node finds out on which thread it runs, or whether a loop runs there. */
export function asksWhereItRuns(node: Node, model: Model): boolean {
  return descendantsOf(placeOf(node).node, ['call']).some(call => {
    const name = model.nameOf(field(call, 'function')) ?? ''
    // A loop that is asked for without a `try` around is only expected to be there.
    return WHERE.has(name) || (name === 'asyncio.get_running_loop' && closest(call, 'try_statement') !== undefined)
  })
}

/** Whether an expression is certainly a loop, and not one that the code of a thread made or asked for. */
export function isLoopOfAnother(expression: Node, model: Model): boolean {
  const { name, origin } = instanceGiven(expression, model) ?? {}
  return name === LOOP && (!origin || threadStartsOf(origin, model).length === 0)
}

/**
 * How code that runs in a thread gets at the loop: a variable that holds it, of a function around or a parameter, or an
 * attribute of `self`.
 */
export function loopAtHand(node: Node, model: Model): string | undefined {
  const scope = model.scopeOf(node)
  for (const visible of scope.visible()) {
    for (const binding of visible.bindings.values()) {
      const [only] = binding.definitions
      if (!only || binding.definitions.length > 1 || scope.lookup(binding.name) !== binding) continue
      const isSet = binding.scope.kind === 'function' && (only.how === 'parameter' || only.site.end <= node.start)
      if (isSet && isLoopOfAnother(binding.uses[0] ?? only.name, model)) return binding.name
    }
  }
  return loopOfSelf(node, model)
}

/** `self.loop`, where the class of the method around a node has such an attribute. */
function loopOfSelf(node: Node, model: Model): string | undefined {
  const method = methodAround(node)
  const owner = method && classOfMethod(method)
  const self = method && field(method, 'parameters').children[0]
  if (!owner || !is(self, 'identifier')) return undefined
  const attributes = descendantsOf(owner, ['attribute'])
  const found = attributes.find(each => field(each, 'object').text === self.text && isLoopOfAnother(each, model))
  return found?.text
}

/** Whether a coroutine is what defines the function or lambda in which a node stands: the loop is at hand there. */
export function coroutineAround(node: Node): Node | undefined {
  const { node: owner } = placeOf(node)
  return runsOnLoop(owner) ? owner : undefined
}
