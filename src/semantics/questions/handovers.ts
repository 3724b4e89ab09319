import { callbackTakers } from '../../knowledge/callbacks.ts'
import { argumentsOf, descendantsOf, field, is, keywordOf, type Node } from '../../syntax/node.ts'
import { ownDefinitionOf } from '../definitions.ts'
import { classOfMethod } from '../functions.ts'
import { oncePerFile } from '../memory.ts'
import type { Instance, Model } from '../model.ts'

/** A callable that is handed to what calls it: `work` in `Thread(target=work)`. */
export interface Handover {
  readonly taker: Node<'call'>
  /** The expression that is the callable, `functools.partial` or not. */
  readonly given: Node
  /** Who calls it; an executor of which nothing is known may do so anywhere. */
  readonly runsIn: 'thread' | 'process' | 'loop' | 'caller' | 'unknown'
  /** What it is certainly called with, by position, as far as that is in sight. */
  readonly passed: readonly Node[]
  /** It runs in a copy of the context in which it is handed over. */
  readonly keepsContext?: true
}

/** What a call hands over, if anything; the first of several. */
export function handoverBy(call: Node<'call'>, model: Model): Handover | undefined {
  return byTaker(model).get(call)
}

const byTaker = oncePerFile(
  (model): ReadonlyMap<Node, Handover> =>
    new Map(
      handoversIn(model)
        .toReversed()
        .map(each => [each.taker, each]),
    ),
)

/** The callables that calls of the file hand over. */
export const handoversIn = oncePerFile((model): readonly Handover[] =>
  descendantsOf(model.tree.root, ['call']).flatMap(call => handoversOf(call, model)),
)

const TAKING: ReadonlySet<string> = new Set([...callbackTakers.keys()].map(lastWord))

function handoversOf(taker: Node<'call'>, model: Model): Handover[] {
  const callee = field(taker, 'function')
  const starters = model.options.threadStarters ?? []
  // What its last word says is asked first, for the whole name may lie in other files.
  const word = is(callee, 'attribute') ? field(callee, 'attribute').text : undefined
  if (word !== undefined && !TAKING.has(word) && !starters.some(each => lastWord(each) === word)) return []
  const name = model.nameOf(callee) ?? ''
  const all = argumentsOf(taker)
  if (starters.includes(name)) {
    const given = all.map(each => (is(each, 'keyword_argument') ? field(each, 'value') : each))
    return given.map((each, index) => handover(taker, each, given.slice(index + 1), 'thread', model))
  }
  const known = callbackTakers.get(name)
  if (!known) return []
  const { at, keyword, runsIn } = known
  const given = plain(all)[at] ?? (keyword === undefined ? undefined : keywordOf(taker, keyword))
  if (!given) return []
  const where = name.endsWith('.run_in_executor') ? runsOn(all[0], model) : runsIn
  return [handover(taker, given, passedBy(taker, at, name), where, model)]
}

function lastWord(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/** The arguments before the first that is not simply given by position. */
function plain(all: readonly Node[]): readonly Node[] {
  const end = all.findIndex(each => is(each, 'keyword_argument', 'list_splat', 'dictionary_splat'))
  return end < 0 ? all : all.slice(0, end)
}

/** What a taker hands on: the arguments after the callable, or the tuple that threads and processes are given. */
function passedBy(taker: Node<'call'>, at: number, name: string): readonly Node[] {
  if (/\.(Thread|Timer|Process)$/.test(name)) {
    const tuple = keywordOf(taker, 'args')
    return is(tuple, 'tuple', 'list') ? plain(tuple.children) : []
  }
  return name.endsWith('.map') ? [] : plain(argumentsOf(taker)).slice(at + 1)
}

/** Where an executor runs what it is given: `None` is the loop's own, of threads. */
function runsOn(executor: Node | undefined, model: Model): Handover['runsIn'] {
  if (is(executor, 'none')) return 'thread'
  const name = executor && model.instanceOf(executor)?.name
  if (name === 'concurrent.futures.ThreadPoolExecutor') return 'thread'
  return name === 'concurrent.futures.ProcessPoolExecutor' ? 'process' : 'unknown'
}

/** With what is called in the end: `f` in `partial(f, x)`, and in `copy_context().run, f`. */
function handover(
  taker: Node<'call'>,
  given: Node,
  passed: readonly Node[],
  runsIn: Handover['runsIn'],
  model: Model,
): Handover {
  if (is(given, 'call') && model.nameOf(field(given, 'function')) === 'functools.partial') {
    const [first, ...bound] = plain(argumentsOf(given))
    if (first) return handover(taker, first, [...bound, ...passed], runsIn, model)
  }
  const isInContext = is(given, 'attribute') && model.nameOf(given) === 'contextvars.Context.run'
  const [next, ...rest] = isInContext ? passed : []
  if (!next) return { taker, given, runsIn, passed }
  return { ...handover(taker, next, rest, runsIn, model), keepsContext: true }
}

/** What an expression is an instance of, where it stands for a parameter too: of what all that hand the function over pass for it. */
export function instanceGiven(expression: Node, model: Model): Instance | undefined {
  const known = model.instanceOf(expression)
  const binding = is(expression, 'identifier') ? model.bindingOf(expression) : undefined
  const owner = binding?.scope.node
  if (known || !is(owner, 'function_definition')) return known
  const [only, ...others] = binding?.definitions ?? []
  if (only?.how !== 'parameter' || others.length > 0) return undefined
  const isMethod = classOfMethod(owner) !== undefined
  const index = field(owner, 'parameters').children.indexOf(only.site) - (isMethod ? 1 : 0)
  const handed = handoversIn(model).filter(({ given }) => ownDefinitionOf(given, model) === owner)
  const [first, ...rest] = handed.map(({ passed }) => (passed[index] ? model.instanceOf(passed[index]) : undefined))
  return first && rest.every(each => each?.name === first.name) ? first : undefined
}
