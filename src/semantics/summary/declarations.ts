import { field, is, type Node, nameText } from '../../syntax/node.ts'
import { scopeOf } from '../bind.ts'
import { moduleOf } from '../names.ts'
import type { Definition, Scope } from '../scopes.ts'
import { classSummary } from './classes.ts'
import { branchOf } from './conditions.ts'
import { bound, exprOf } from './expressions.ts'
import { eachText } from './free-names.ts'
import { functionSummary } from './functions.ts'
import type { Source } from './source.ts'
import type { Bound, Declaration, Expr } from './summary.ts'
import { variableAt } from './targets.ts'

/** What the names of a scope are bound to; parameters are left to the function. */
export function declarationsOf(scope: Scope, source: Source): Bound {
  return bound(
    [...scope.bindings.values()].flatMap(({ name, definitions }) =>
      definitions.flatMap(each => declared(each, scope, source).map(found => [name, found] as const)),
    ),
  )
}

/** What one definition in a scope says to others; nothing where it never runs, or binds nothing new. */
export function declared(definition: Definition, scope: Scope, source: Source): Declaration[] {
  const branch = branchOf(definition.site, scope.node, source.isStub)
  const found = branch === 'dead' ? undefined : declarationOf(definition, source)
  if (!found) return []
  if (found.kind === 'variable' && isForeign(definition, scope, found.value)) return [{ kind: 'variable', how: '?' }]
  if (!branch || branch === 'dead' || found.kind === 'parameter' || found.kind === 'type-parameter') return [found]
  if (found.kind !== 'function' && found.kind !== 'class') return [{ ...found, branch: branch.start }]
  // One object stands for a function or class, whoever asks.
  return [Object.assign(found, { branch: branch.start })]
}

/** Whether a value speaks of names of another scope, from which the name is reached by `global` or `nonlocal`. */
function isForeign({ site }: Definition, scope: Scope, value: Expr | undefined): boolean {
  const { module } = scope
  const own = scopeOf(site, { module, scopes: module.inner })
  if (own === scope || value === undefined) return false
  let speaks = false
  eachText(value, text => {
    speaks ||= own.bindings.has(text)
  })
  return speaks
}

function declarationOf({ how, name, site, value }: Definition, source: Source): Declaration | undefined {
  if (how === 'parameter' || how === 'del') return undefined
  if (how === 'import') return imported(name, site, value)
  if (is(site, 'function_definition')) return functionSummary(site, source)
  if (is(site, 'class_definition')) return classSummary(site, source)
  if (is(site, 'type_alias_statement')) return aliased(site)
  if (how === 'type-parameter') return typeParameter(site)
  return variableAt(name)
}

function imported(name: Node, site: Node, value: Node | undefined): Declaration | undefined {
  if (!value) return undefined
  const target = is(value, 'aliased_import') ? field(value, 'name') : value
  const dotted = target.text.replace(/\s/g, '')
  const alias = is(value, 'aliased_import') && { isAlias: true as const }
  if (is(site, 'import_from_statement')) return { kind: 'import', module: moduleOf(site), name: dotted, ...alias }
  if (is(site, 'future_import_statement')) return { kind: 'import', module: '__future__', name: dotted }
  return { kind: 'import', module: alias ? dotted : nameText(name), ...alias }
}

function aliased(statement: Node<'type_alias_statement'>): Declaration {
  const [left] = field(statement, 'left').children
  const list = is(left, 'generic_type') ? left.children[1] : undefined
  return {
    kind: 'alias',
    value: exprOf(field(statement, 'right')),
    ...(list && { typeParameters: typeParametersOf(list) }),
  }
}

/** The type parameters in brackets after the name of a function, class or alias (PEP 695). */
export function typeParametersOf(list: Node): Bound {
  return bound(
    list.children.flatMap(child => {
      let name: Node | undefined = child
      while (name && name.kind !== 'identifier') name = name.children[0]
      return name ? [[nameText(name), typeParameter(child)] as const] : []
    }),
  )
}

function typeParameter(site: Node): Declaration {
  const [constrained] = is(site, 'type') ? site.children : [site]
  const limit: Expr | undefined =
    is(constrained, 'constrained_type') && constrained.children[1] ? exprOf(constrained.children[1]) : undefined
  return { kind: 'type-parameter', ...(limit !== undefined && { bound: limit }) }
}
