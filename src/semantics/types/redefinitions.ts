import { closest, is, type Node } from '../../syntax/node.ts'
import type { Binding } from '../scopes.ts'
import { typeOfDeclaration } from './declarations.ts'
import type { Fact } from './facts.ts'
import type { Frame } from './frames.ts'
import { lookup } from './names.ts'

/** A place that gives a name a value. */
interface Place {
  readonly site: Node
}

const DEFINITIONS = ['function_definition', 'class_definition'] as const

/** What a name that is given to one function or class after another stands for behind the definition of one. */
export function redefined(name: string, places: readonly Place[], statement: Node, frame: Frame): Fact | undefined {
  const definition = is(statement, 'decorated_definition') ? statement.children.at(-1) : statement
  if (!is(definition, ...DEFINITIONS) || !isRedefined(places)) return undefined
  const found = lookup(name, frame)
  const own = found?.declarations.find(each => 'at' in each && each.at === definition.start)
  return { type: found && own && typeOfDeclaration(own, found.frame) }
}

/** Whether a name of which nothing is certain at a node may stand for a function or class there whose place another takes later. */
export function mayBeEarlier(places: readonly Place[], node: Node, binding: Binding | undefined): boolean {
  if (!binding || !isRedefined(places)) return false
  const { scope } = binding
  const isOwn = closest(node, ...DEFINITIONS, 'lambda', 'module') === scope.node
  return isOwn ? places.some(({ site }) => site.start > node.start) : scope.kind !== 'module'
}

function isRedefined(places: readonly Place[]): boolean {
  return places.length > 1 && places.some(({ site }) => is(site, ...DEFINITIONS)) && !places.some(isOverload)
}

function isOverload({ site: { parent } }: Place): boolean {
  return (
    is(parent, 'decorated_definition') && parent.children.some(each => /^@\s*([\w.]+\.)?overload\b/.test(each.text))
  )
}
