import { argumentsOf, closest, descendants, field, is, type Node, stringText, unwrap } from '../syntax/node.ts'
import type { Model } from './model.ts'

/** What the code of a file may put in the place of what it defines or imports. */
export interface Replacements {
  /** Attribute names that are set on anything, by assignment, `setattr` or `patch`. */
  readonly attributes: ReadonlySet<string>
  /** Classes on whose objects attributes of unknown names are set. */
  readonly open: ReadonlySet<Node>
  /** Whether attributes of unknown names are set on unknown objects. */
  readonly anyAttribute: boolean
  /** Dotted names that are assigned or patched: `asyncio.sleep`. */
  readonly names: ReadonlySet<string>
  /** Whether variables of the module are set without naming them: `globals()[name] = …`. */
  readonly anyGlobal: boolean
}

export const NOTHING_REPLACED: Replacements = {
  attributes: new Set(),
  open: new Set(),
  anyAttribute: false,
  names: new Set(),
  anyGlobal: false,
}

const NAMESPACES: readonly string[] = ['globals', 'vars', 'locals']
const SETTERS: readonly string[] = ['setattr', '__setattr__', 'delattr', 'object', 'patch']

/** Looks for everything that replaces attributes and globals. Names are asked of the model without regard to this. */
export function replacementsIn(model: Model, nameOf: (node: Node) => string | undefined): Replacements {
  const attributes = new Set<string>()
  const open = new Set<Node>()
  const names = new Set<string>()
  let [anyAttribute, anyGlobal] = [false, false]
  const setsAny = (object: Node | undefined) => {
    const owner =
      is(object, 'identifier') && /^(self|cls)$/.test(object.text) ? closest(object, 'class_definition') : undefined
    if (owner) open.add(owner)
    else anyAttribute = true
  }
  const setsNamed = (dotted: string | undefined) => {
    if (dotted === undefined) return
    names.add(dotted)
    attributes.add(dotted.slice(dotted.lastIndexOf('.') + 1))
  }
  for (const node of descendants(model.tree.root)) {
    if (is(node, 'attribute') && isTarget(node)) {
      setsNamed(nameOf(node) ?? field(node, 'attribute').text)
    } else if (is(node, 'call')) {
      const callee = field(node, 'function')
      const verb = (is(callee, 'attribute') ? field(callee, 'attribute') : callee).text
      const [first, second] = argumentsOf(node)
      if (SETTERS.includes(verb) && verb !== 'patch' && first && second) {
        const name = stringText(second)
        if (name === undefined) setsAny(first)
        else setsNamed(`${nameOf(first) ?? ''}.${name}`)
      } else if (verb === 'patch') setsNamed(first && stringText(first))
      // `self.__dict__.update(…)`, `globals().update(…)`
      if (is(callee, 'attribute') && ['update', 'setdefault', '__setitem__'].includes(verb))
        changes(field(callee, 'object'))
    } else if (is(node, 'subscript') && isTarget(node)) changes(field(node, 'value'))
  }
  return { attributes, open, anyAttribute, names, anyGlobal }

  function changes(namespace: Node): void {
    const object = unwrap(namespace)
    if (is(object, 'attribute') && field(object, 'attribute').text === '__dict__') setsAny(field(object, 'object'))
    if (is(object, 'call') && NAMESPACES.includes(field(object, 'function').text)) anyGlobal = true
    // `sys.modules[__name__].x = …` is an assignment to an attribute; its name counts already.
  }
}

/** Whether a node is, or is part of, what an assignment, loop, `with` or `del` binds. */
export function isTarget(node: Node): boolean {
  let at = node
  while (
    is(
      at.parent,
      'pattern_list',
      'tuple_pattern',
      'list_pattern',
      'tuple',
      'list',
      'list_splat_pattern',
      'expression_list',
      'parenthesized_expression',
    )
  ) {
    at = at.parent
  }
  const { parent, role } = at
  if (is(parent, 'assignment', 'augmented_assignment', 'for_statement', 'for_in_clause')) return role === 'left'
  return is(parent, 'as_pattern_target', 'delete_statement')
}
