import { builtins } from '../knowledge/python-names.ts'
import { field, is, type Node, nameText, unwrap } from '../syntax/node.ts'
import { canonical } from './canonical.ts'
import type { Model } from './model.ts'
import { passedOn } from './re-exports.ts'
import { type Binding, type Definition, MOST_DEFINITIONS } from './scopes.ts'

/**
 * The qualified name of an expression: through import aliases, `from` and star imports and plain rebinding, and
 * through the class of an object (`session.get` is `requests.Session.get`). Undefined where a name can be
 * something else: names are followed by scope, never by spelling.
 */
export function nameOf(node: Node, model: Model): string | undefined {
  const expression = unwrap(node)
  if (is(expression, 'identifier')) {
    const binding = model.bindingOf(expression)
    return binding ? nameOfBinding(binding, model) : nameOfUnbound(nameText(expression), model)
  }
  if (is(expression, 'attribute')) {
    const object = field(expression, 'object')
    // `path.parent` is an object first, and only then an attribute of a class.
    const base = model.instanceOf(object)?.name ?? model.nameOf(object)
    return base === undefined ? undefined : passedOn(canonical(`${base}.${field(expression, 'attribute').text}`), model)
  }
  return undefined
}

/** What all definitions of a name agree on. A `None` beside them does not count: no call of it would work. */
export function nameOfBinding(binding: Binding, model: Model): string | undefined {
  if (binding.definitions.length > MOST_DEFINITIONS) return undefined
  const { anyGlobal, globals } = model.replacements
  if (binding.scope.kind === 'module' && (anyGlobal || globals.has(binding.name))) return undefined
  const names = new Set<string | undefined>()
  const isShadowing = binding.scope.kind === 'module' && model.isBuiltin(binding.name)
  // What is defined on one path only lets a builtin of the name through on the other.
  if (isShadowing && !binding.definitions.some(isUnconditional)) return undefined
  for (const definition of usableDefinitions(binding)) names.add(nameOfDefinition(definition, model))
  return names.size === 1 ? [...names][0] : undefined
}

/** The definitions of a name that give it something one could call or use. */
export function usableDefinitions({ definitions }: Binding): Definition[] {
  return definitions.filter(definition => !isPlaceholder(definition))
}

/** A definition that gives the name nothing one could call or use: a bare annotation, or `None`. */
export function isPlaceholder({ how, value }: Definition): boolean {
  return how === 'annotation' || (how === 'assignment' && value?.kind === 'none')
}

function nameOfDefinition({ how, name, site, value }: Definition, model: Model): string | undefined {
  if (how === 'import') return value && passedOn(importedName(name, site, value), model)
  if (how !== 'assignment' && how !== 'walrus') return undefined
  return is(value, 'identifier', 'attribute') ? model.nameOf(value) : undefined
}

/** The name that an import statement binds a name to. One from a relative import begins with its dots. */
function importedName(bound: Node, site: Node, imported: Node): string {
  const target = is(imported, 'aliased_import') ? field(imported, 'name') : imported
  const dotted = target.text.replace(/\s/g, '')
  if (is(site, 'future_import_statement')) return `__future__.${dotted}`
  if (is(site, 'import_from_statement')) return canonical(join(moduleOf(site), dotted))
  return is(imported, 'aliased_import') ? canonical(dotted) : nameText(bound)
}

/** The module that a `from` import names, with the leading dots of a relative one. */
export function moduleOf(site: Node<'import_from_statement'>): string {
  return field(site, 'module_name').text.replace(/\s/g, '')
}

/** The package that a dotted module is of; '' for a relative one. */
export function packageOf(module: string): string {
  return /^\w*/.exec(module)?.[0] ?? ''
}

function join(module: string, name: string): string {
  return module.endsWith('.') ? module + name : `${module}.${name}`
}

/** A builtin, or what the last star import of the name brings; unknown when one of an unknown module may bring it too. */
function nameOfUnbound(name: string, model: Model): string | undefined {
  for (const star of model.bindings.stars.toReversed()) {
    const isBrought = model.starBrings(star, name)
    if (isBrought === undefined) return undefined
    if (isBrought) return canonical(join(moduleOf(star), name))
  }
  return builtins.has(name) ? canonical(`builtins.${name}`) : undefined
}

/** Whether a star import after a function or class may take its name. */
export function starsAfter(definition: Definition, name: string, model: Model): boolean {
  const later = model.bindings.stars.filter(star => star.start > definition.site.start)
  return later.some(star => model.starBrings(star, name) ?? true)
}

/** Whether a definition is made on every path: in the body of its scope itself, or first in a `try` there. */
export function isUnconditional(definition: Definition): boolean {
  let statement = definition.site
  while (statement.parent && !is(statement.parent, 'block', 'module')) statement = statement.parent
  let block: Node | undefined = statement.parent
  if (
    is(block, 'block') &&
    is(block.parent, 'try_statement') &&
    block.role === 'body' &&
    block.children[0] === statement
  ) {
    block = block.parent.parent
  }
  return is(block, 'module') || (is(block, 'block') && is(block.parent, 'function_definition', 'class_definition'))
}
