import { once } from '../../grounds.ts'
import { add } from '../../multimap.ts'
import { descendantsOf, field, is, isAsync, isTarget, type Node } from '../../syntax/node.ts'
import { classOfMethod, ownNodes } from '../functions.ts'
import { oncePerFile } from '../memory.ts'
import type { Model } from '../model.ts'
import { placeOf } from '../places.ts'
import { type Handover, handoversIn } from './handovers.ts'

type Callable = Node<'function_definition'> | Node<'lambda'>

/**
 * The calls that start the threads in which the code of a node runs, and for `Thread.run` the class. Nothing where it may
 * also run elsewhere: where another part of the code calls the function, or gets hold of it.
 */
export function threadStartsOf(node: Node, model: Model): readonly Node[] {
  const { kind, node: owner } = placeOf(node)
  if ((kind !== 'function' && kind !== 'lambda') || !is(owner, 'function_definition', 'lambda')) return []
  return startsIn(model)(owner)
}

const startsIn = oncePerFile((model): ((owner: Callable) => readonly Node[]) =>
  startsThreads(model) ? once(owner => startsOf(owner, model, new Set())) : () => [],
)

/** Whether anything of the file runs in a thread of its own: in most nothing does. */
function startsThreads(model: Model): boolean {
  return (
    handoversIn(model).some(({ runsIn }) => runsIn === 'thread') ||
    descendantsOf(model.tree.root, ['function_definition']).some(each => threadRunning(each, model))
  )
}

function startsOf(callable: Callable, model: Model, seen: Set<Node>): readonly Node[] {
  if (seen.has(callable)) return []
  seen.add(callable)
  if (is(callable, 'lambda')) {
    const handover = handoversIn(model).find(({ given }) => given === callable)
    return handover ? startsBy(handover, model, seen) : []
  }
  if (isAsync(callable) || is(callable.parent, 'decorated_definition') || ownNodes(callable, 'yield').length > 0)
    return []
  const thread = threadRunning(callable, model)
  if (thread) return [thread]
  const references = classOfMethod(callable) ? methodReferences(callable, model) : nameReferences(callable, model)
  const starts: Node[] = []
  for (const reference of references ?? []) {
    if (placeOf(reference).node === callable) continue
    const handover = handoversIn(model).find(({ given }) => given === reference)
    const isCalled = is(reference.parent, 'call') && reference.role === 'function'
    const found = handover ? startsBy(handover, model, seen) : isCalled ? startsAround(reference, model, seen) : []
    if (found.length === 0) return []
    starts.push(...found)
  }
  return starts.length > 0 && isTakenElsewhere(callable, model) ? [] : starts
}

function startsBy({ taker, runsIn }: Handover, model: Model, seen: Set<Node>): readonly Node[] {
  if (runsIn === 'thread') return [taker]
  return runsIn === 'caller' ? startsAround(taker, model, seen) : []
}

/** The threads in which the function runs that a node stands in; one that is being asked about adds none of its own. */
function startsAround(node: Node, model: Model, seen: Set<Node>): readonly Node[] {
  const { kind, node: owner } = placeOf(node)
  const isCallable = (kind === 'function' || kind === 'lambda') && is(owner, 'function_definition', 'lambda')
  return isCallable ? startsOf(owner, model, new Set(seen)) : []
}

/** The uses of a function's name; undefined where it has other meanings. */
function nameReferences(callable: Node<'function_definition'>, model: Model): readonly Node[] | undefined {
  const binding = model.bindingOf(field(callable, 'name'))
  return binding?.definitions.length === 1 ? binding.uses : undefined
}

/** Whether another file takes a function's name: it is dear to find out. */
function isTakenElsewhere(callable: Node<'function_definition'>, model: Model): boolean {
  const binding = model.bindingOf(field(callable, 'name'))
  return binding?.scope.kind === 'module' && model.project?.isNamedElsewhere(model.path, binding.name) === true
}

/** Where the file names a method; undefined where an attribute of that name may be it. */
function methodReferences(method: Node<'function_definition'>, model: Model): readonly Node[] | undefined {
  const references: Node[] = []
  for (const attribute of attributesIn(model).get(field(method, 'name').text) ?? []) {
    const definition = isTarget(attribute) ? undefined : model.definitionOf(attribute)
    if (!definition) return undefined
    if (definition === method) references.push(attribute)
  }
  return references
}

const attributesIn = oncePerFile((model): ReadonlyMap<string, readonly Node<'attribute'>[]> => {
  const attributes = new Map<string, Node<'attribute'>[]>()
  for (const node of descendantsOf(model.tree.root, ['attribute'])) {
    add(field(node, 'attribute').text, node, attributes)
  }
  return attributes
})

/** The class whose threads run a method: that of `run`. */
function threadRunning(method: Node<'function_definition'>, model: Model): Node | undefined {
  const owner = field(method, 'name').text === 'run' ? classOfMethod(method) : undefined
  return owner && isThread(owner, model) ? owner : undefined
}

function isThread(owner: Node<'class_definition'>, model: Model): boolean {
  return (field(owner, 'superclasses')?.children ?? []).some(base => {
    if (model.nameOf(base) === 'threading.Thread') return true
    const definition = is(base, 'keyword_argument') ? undefined : model.definitionOf(base)
    return is(definition, 'class_definition') && definition !== owner && isThread(definition, model)
  })
}
