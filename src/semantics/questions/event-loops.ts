import { loopFactories } from '../../knowledge/deprecated-loop-api.ts'
import { argumentsOf, descendantsOf, field, is, type Node } from '../../syntax/node.ts'
import { callsOf } from '../calls.ts'
import { classOfMethod } from '../functions.ts'
import type { Model } from '../model.ts'
import { runsOnLoop } from '../places.ts'
import { decoratorNames } from './decorators.ts'
import { coroutineDecorator } from './generator-coroutine.ts'

const GETTERS: readonly (string | undefined)[] = ['asyncio.get_event_loop', 'asyncio.get_running_loop']

/** Whether a call only asks for the loop that is there. */
export function isLoopGetter(call: Node<'call'>, model: Model): boolean {
  return GETTERS.includes(model.nameOf(field(call, 'function')))
}

/** Whether a loop runs the code of a node: that of an `async def`, or of a generator-based coroutine. */
export function isInCoroutine(node: Node, model: Model): boolean {
  const { node: owner } = model.placeOf(node)
  return runsOnLoop(node) || (is(owner, 'function_definition') && coroutineDecorator(owner, model) !== undefined)
}

/** Where a node's code certainly runs without a loop, as a clause: while a module is imported, or as a script. */
export function placeWithoutLoop(node: Node, model: Model): string | undefined {
  const { kind, node: owner } = model.placeOf(node)
  if (kind === 'module') return 'at module level'
  if (kind === 'class') return model.placeOf(owner).kind === 'module' ? 'in a class body' : undefined
  const made =
    is(owner, 'function_definition') && field(owner, 'name').text === '__init__' ? classOfMethod(owner) : undefined
  const instance = made && callsOf(made, model).find(call => model.placeOf(call).kind === 'module')
  return instance && `by line ${model.lineAt(instance.start)} at module level`
}

/** What to write for a policy that is set. */
export function policyAdvice(call: Node<'call'>, model: Model): string | undefined {
  const [policy] = argumentsOf(call)
  const name = policy && model.nameOf(is(policy, 'call') ? field(policy, 'function') : policy)
  const factory = loopFactories.get(name ?? '')
  return factory && `give \`asyncio.run\` the argument \`loop_factory=${factory}\` instead`
}

/** Whether a fixture of pytest runs something on the loop that is there, on which the tests and other fixtures run too. */
export function sharesTestLoop(run: Node<'call'>, model: Model): boolean {
  const { node: owner } = model.placeOf(run)
  const names = is(owner, 'function_definition') ? decoratorNames(owner, model) : []
  if (!names.some(name => /^pytest(_asyncio)?\.(fixture|yield_fixture)$/.test(name ?? ''))) return false
  return descendantsOf(owner, ['call']).some(node => isLoopGetter(node, model))
}
