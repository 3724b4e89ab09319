import { isReflectedOn } from '../semantics/reflection.ts'
import type { Binding, Definition } from '../semantics/scopes.ts'
import { closest, field, is, isAsync, type Node, within } from '../syntax/node.ts'
import type { FixBuilder } from './builder.ts'

/** The names that the block binds: those with a life outside it, and those that are read after it. */
export function boundNames(statement: Node<'with_statement'>, fix: FixBuilder): { outer: string[]; results: string[] } {
  const scope = fix.file.scopeOf(statement)
  if (isReflectedOn(scope, fix.file)) fix.refuse('`locals()` or its like may read what the block binds')
  const bindings = [
    ...scope.module.bindings.values(),
    ...[...scope.visible()].flatMap(visible => [...visible.bindings.values()]),
  ]
  const isInside = (node: Node) => within(node, statement)
  const { node: owner } = fix.file.placeOf(statement)
  const bound = [...new Set(bindings)].filter(({ definitions }) => definitions.some(({ name }) => isInside(name)))
  const shared = new Set(
    [...fix.file.bindings.scopes].flatMap(([node, { nonlocals }]) =>
      nonlocals.size > 0 && within(node, owner) ? [...nonlocals] : [],
    ),
  )
  const outer: string[] = []
  const results: string[] = []
  for (const binding of bound) {
    if (binding.scope !== scope) {
      if (binding.scope.kind === 'comprehension') continue
      fix.refuse(`\`${binding.name}\` is not a local variable of this coroutine`)
    }
    if (
      shared.has(binding.name) ||
      binding.definitions.some(({ how, name }) => how !== 'parameter' && fix.file.placeOf(name).node !== owner)
    )
      fix.refuse(`a nested function sets \`${binding.name}\` too`)
    const outside = binding.definitions.filter(({ name }) => !isInside(name))
    const isDeleted = outside.some(({ how }) => how === 'del')
    const isRead = isDeleted || binding.uses.some(use => !isInside(use))
    const isBoundElsewhere = outside.some(({ how }) => how !== 'del')
    if (isRebound(binding, isInside) && !isDeleted) continue
    const obstacle = keptObstacle(binding, statement)
    if (obstacle) fix.refuse(obstacle)
    if (isBoundElsewhere && isRead && isSetFirst(binding, statement)) results.push(binding.name)
    else if (isBoundElsewhere) {
      if (!isBoundPlainly(binding, statement))
        fix.refuse(`\`${binding.name}\` is set here on one path and in another block on the next`)
      outer.push(binding.name)
    } else if (isRead) {
      if (!binding.definitions.some(definition => isCertain(definition, statement))) {
        fix.refuse(`\`${binding.name}\` is used after the block but not always set in it`)
      }
      results.push(binding.name)
    }
  }
  return { outer, results }
}

/** Whether a loop or `with` target has a life of its own in the block: every use lies in a statement that binds it anew. */
function isRebound({ definitions, uses }: Binding, isInside: (node: Node) => boolean): boolean {
  const binding = definitions.filter(({ how }) => how === 'for' || how === 'with')
  const statementsOf = (wanted: boolean) =>
    new Set(binding.filter(({ name }) => isInside(name) === wanted).map(({ site }) => closest(site, ...BINDERS)))
  const [inside, outside] = [statementsOf(true), statementsOf(false)]
  return uses.every(use => {
    const statements = isInside(use) ? inside : outside
    let at = closest(use, ...BINDERS)
    while (at && !statements.has(at)) at = closest(at.parent, ...BINDERS)
    return at !== undefined
  })
}

const BINDERS = ['for_statement', 'with_statement'] as const
const SETTING: readonly string[] = ['assignment', 'unpacking', 'with']

/** Whether the block sets a name on every path before it reads it: then what it had before does not matter. */
function isSetFirst({ definitions, uses }: Binding, statement: Node<'with_statement'>): boolean {
  const [first] = definitions.filter(({ name }) => within(name, statement))
  const isSet = first !== undefined && SETTING.includes(first.how) && isCertain(first, statement)
  return isSet && uses.every(use => !within(use, statement) || use.start >= first.site.end)
}

/** Whether a definition in the block is made whenever the block ends without an exception. */
function isCertain({ name, how }: Definition, statement: Node<'with_statement'>): boolean {
  let at: Node = name
  while (at.parent && !is(at.parent, 'block', 'with_clause')) at = at.parent
  return (
    how !== 'del' &&
    how !== 'walrus' &&
    (at.parent === field(statement, 'body') || is(at.parent, 'with_clause')) &&
    !is(at, 'for_statement', 'while_statement', 'if_statement')
  )
}

/** Whether a name that the block sets can be `nonlocal` in it: bound outside any block that moves, without annotation here. */
function isBoundPlainly({ definitions }: Binding, statement: Node): boolean {
  const isMoved = (node: Node) => {
    const block = closest(node.parent, 'with_statement')
    return block !== undefined && !isAsync(block)
  }
  const isAnnotated = ({ site }: Definition) => is(site, 'assignment') && field(site, 'type') !== undefined
  const inside = definitions.filter(({ name }) => within(name, statement))
  const outside = definitions.filter(({ name }) => !within(name, statement))
  return outside.some(({ name }) => !isMoved(name)) && !inside.some(isAnnotated)
}

/** Why a name keeps a value that a function of the block's own would lose: on an exception, or from one round to the next. */
function keptObstacle(binding: Binding, statement: Node<'with_statement'>): string | undefined {
  const { name, definitions, uses } = binding
  const body = field(statement, 'body')
  const isLast = (node: Node) => within(node, body.children.at(-1) ?? body)
  const isOutside = (node: Node) => !within(node, statement)
  const inside = definitions.filter(definition => within(definition.name, statement))
  const isReadOutside = uses.some(isOutside)
  const guard = guardAround(statement)
  const mayFailAfter =
    inside.some(definition => !isLast(definition.name)) || is(body.children.at(-1), 'return_statement')
  if (guard && mayFailAfter && uses.some(use => isOutside(use) && !isWithinBody(use, guard)))
    return `\`${name}\` keeps what the block has set where an exception leaves it`
  const isInLoop =
    closest(statement, 'for_statement', 'while_statement', 'function_definition')?.kind !== 'function_definition'
  const isLocalOfBlock = definitions.length === inside.length
  if (isInLoop && isLocalOfBlock && !isReadOutside && !isSetFirst(binding, statement) && !isLoopTarget(inside))
    return `\`${name}\` keeps its value from one round of the loop to the next`
  return undefined
}

function isLoopTarget(definitions: readonly Definition[]): boolean {
  return definitions.every(({ how }) => how === 'for' || how === 'with')
}

/** The `try` statement, or the `with` on something like `suppress`, whose body a statement stands in. */
function guardAround(statement: Node): Node<'try_statement' | 'with_statement'> | undefined {
  for (let at = statement; at.parent && !is(at.parent, 'function_definition'); at = at.parent) {
    const { parent } = at
    if (at.role === 'body' && is(parent, 'try_statement')) return parent
    if (at.role === 'body' && is(parent, 'with_statement') && /\bsuppress\b/.test(parent.text.split(':')[0] ?? ''))
      return parent
  }
  return undefined
}

function isWithinBody(node: Node, guard: Node<'try_statement' | 'with_statement'>): boolean {
  return within(node, field(guard, 'body'))
}
