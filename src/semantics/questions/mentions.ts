import { closest, field, is, type Node, nameText } from '../../syntax/node.ts'
import { holding } from '../../syntax/search.ts'
import type { Model } from '../model.ts'
import { moduleOf } from '../names.ts'
import { classesIn } from '../types/root.ts'
import { standsFor } from './colours.ts'
import { type Meaning, meaningOf, type Naming, type Target } from './targets.ts'
import { howNamedInText } from './texts.ts'

/**
 * How code speaks of a function. `call` certainly calls it; `value` certainly means it and does something else; `unclear`
 * may mean it; `text` names it in a string; `relative` is the method of that name of a related class; `exported` stands
 * in `__all__`.
 */
export type How = 'call' | 'value' | 'unclear' | 'text' | 'relative' | 'exported'

/** A place that speaks of a function. */
export interface Mention {
  readonly how: How
  /** The call itself, the name of a method, else the name or the string. */
  readonly at: Node
  readonly file: Model
}

/** Every place that speaks of a target, under its own name or one that an import gives it; what certainly means something else is left out. */
export function* mentionsOf(target: Target, naming: Naming): Generator<Mention> {
  // Code outside a class reaches its private names so: https://docs.python.org/3/reference/expressions.html#private-name-mangling
  const isPrivate = target.owner && /^__\w*[^_]_?$/.test(target.name)
  const mangled = `_${target.owner?.summary.name.replace(/^_+/, '')}${target.name}`
  const words = isPrivate ? [target.name, mangled] : [target.name]
  for (const word of words) {
    for (const file of target.isLocal ? [target.file] : naming(word)) {
      for (const node of holding(word, file.tree.root, ['aliased_import', 'identifier', 'string'])) {
        const alias = is(node, 'aliased_import') ? aliasOf(node, word, file, target) : undefined
        if (alias !== undefined && !words.includes(alias)) words.push(alias)
        const how = howNamed(node, word, file, target)
        if (how) yield { how, at: how === 'call' ? calledBy(node) : node, file }
      }
    }
  }
}

/** The name that an import may give the target: `from jobs import helper as work`. */
function aliasOf(node: Node<'aliased_import'>, word: string, file: Model, target: Target): string | undefined {
  const alias = field(node, 'alias')
  return field(node, 'name').text === word && meaningOf(alias, file, target) !== 'another' ? nameText(alias) : undefined
}

function howNamed(node: Node, word: string, file: Model, target: Target): How | undefined {
  if (is(node, 'string')) return node.text.includes(word) ? howNamedInText(node, word, file, target) : undefined
  if (!is(node, 'identifier') || nameText(node) !== word) return undefined
  const { parent, role } = node
  if (is(parent, 'attribute') && role === 'attribute') return howTaken(parent, meaningOf(parent, file, target))
  if (is(parent, 'dotted_name', 'aliased_import')) return howImported(parent, file, target)
  if (is(parent, 'keyword_argument') && role === 'name') return isMadeByKeyword(parent) ? 'text' : undefined
  if (is(parent, 'global_statement', 'nonlocal_statement', 'keyword_pattern')) return undefined
  const definition = file.bindingOf(node)?.definitions.find(({ name }) => name === node)
  return definition ? howDefined(node, definition.site, file, target) : howTaken(node, meaningOf(node, file, target))
}

function howTaken(expression: Node, meaning: Meaning): How | undefined {
  if (meaning === 'another') return undefined
  if (meaning === 'unclear') return 'unclear'
  return is(calledBy(expression), 'call') ? 'call' : 'value'
}

/** The call whose callee a name is the last word of, in parentheses or not; else the name itself. */
export function calledBy(name: Node): Node {
  let at = is(name.parent, 'attribute') && name.role === 'attribute' ? name.parent : name
  while (is(at.parent, 'parenthesized_expression')) at = at.parent
  return is(at.parent, 'call') && at.role === 'function' ? at.parent : name
}

/** An import in the body of a class gives it a method; a dotted pattern may compare with the target. */
function howImported(part: Node, file: Model, target: Target): How | undefined {
  const statement = closest(part, 'import_from_statement', 'import_statement', 'case_pattern')
  if (is(statement, 'case_pattern')) return part.children.length > 1 ? 'unclear' : undefined
  const isMember = is(statement, 'import_from_statement') && moduleOf(statement) !== part.text
  return isMember && !target.owner && file.placeOf(part).kind === 'class' ? 'value' : undefined
}

/** `patch.multiple(jobs, helper=…)`, `SimpleNamespace(helper=…)`, `Mock(helper=…)` */
function isMadeByKeyword({ parent: list }: Node): boolean {
  return is(list?.parent, 'call') && /\b(multiple|SimpleNamespace|\w*Mock)$/.test(field(list.parent, 'function').text)
}

/** What another definition of the target's name is to it. */
function howDefined(name: Node, site: Node, file: Model, target: Target): How | undefined {
  const body = is(site, 'import_from_statement') ? undefined : file.bindingOf(name)?.scope.node
  if (site.start === target.definition.start && file.tree.source === target.file.tree.source) return undefined
  const owner = is(body, 'class_definition')
    ? classesIn(file).find(({ summary }) => summary.at === body.start)
    : undefined
  if (!owner || !target.owner) return undefined
  if (target.isRelated(owner)) return is(site, 'function_definition') ? 'relative' : 'unclear'
  return standsFor(owner, target.owner) ? 'unclear' : undefined
}
