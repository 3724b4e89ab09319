import { argumentsOf, descendantsOf, field, fields, is, isTarget, keywordOf, type Node } from '../../syntax/node.ts'
import { callsNamed, holding, targetsOf } from '../../syntax/search.ts'
import { moduleOf } from '../names.ts'
import type { Source } from './source.ts'
import type { Mention } from './summary.ts'

/** The names of other modules that a file imports, replaces, or reads by their texts. */
export function mentionsIn(file: Source): readonly Mention[] {
  const mentions: Mention[] = []
  const add = (how: Mention['how'], at: Node, name: string | undefined) => {
    if (name !== undefined) mentions.push({ name, how, line: file.lineAt(at.start) })
  }
  const { root } = file.tree
  for (const node of descendantsOf(root, ['import_from_statement'])) {
    const module = moduleOf(node)
    if (node.children.some(child => is(child, 'wildcard_import'))) add('import', node, `${module}.*`)
    for (const name of fields(node, 'name')) add('import', node, `${module}.${importedIn(name)}`)
  }
  for (const node of descendantsOf(root, ['import_statement'])) {
    // What an alias stands for is read under any name.
    for (const name of fields(node, 'name')) if (is(name, 'aliased_import')) add('import', node, importedIn(name))
  }
  for (const node of targetsOf(root, 'attribute')) {
    add('patch', node, joined(file.nameOf(field(node, 'object')), field(node, 'attribute').text))
  }
  for (const node of callsNamed(VERBS, root)) {
    const how = field(node, 'function').text === 'getattr' ? 'attribute' : 'patch'
    for (const name of namesIn(node, file)) add(how, node, name)
  }
  return mentions
}

/** Whether a file reads a name of a module as an attribute: `jobs.run`. */
export function readsAttribute(module: string, name: string, file: Source): boolean {
  return holding(name, file.tree.root, ['attribute']).some(
    node =>
      field(node, 'attribute').text === name &&
      !isTarget(node) &&
      `.${file.nameOf(node)}`.endsWith(`.${module}.${name}`),
  )
}

function importedIn(name: Node<'aliased_import' | 'dotted_name'>): string {
  return (is(name, 'aliased_import') ? field(name, 'name') : name).text
}

/** What a call replaces or reads: `patch('a.b')`, `patch.object(a, 'b')`, `patch.multiple('a', b=…)`, `setattr(a, 'b', …)`. */
function namesIn(call: Node<'call'>, file: Source): (string | undefined)[] {
  const verb = /\b(\w+)$/.exec(field(call, 'function').text)?.[1] ?? ''
  const [first = keywordOf(call, 'target'), second = keywordOf(call, 'attribute')] = argumentsOf(call)
  if (!first) return []
  const named = stringOf(is(first, 'keyword_argument') ? field(first, 'value') : first)
  const base = named ?? file.nameOf(first)
  if (base === undefined) return []
  if (verb === 'multiple') {
    const keywords = argumentsOf(call).filter(argument => is(argument, 'keyword_argument'))
    return keywords.map(keyword => `${base}.${field(keyword, 'name').text}`)
  }
  return [named !== undefined && verb !== 'object' ? base : joined(base, second && stringOf(second))]
}

function joined(base: string | undefined, member: string | undefined): string | undefined {
  return base === undefined || member === undefined ? undefined : `${base}.${member}`
}

const VERBS: ReadonlySet<string> = new Set(['patch', 'object', 'multiple', 'setattr', 'delattr', 'getattr'])

/** The text of a string expression; `*.` stands before what is only its end, after the last hole or the `+`. */
function stringOf(node: Node): string | undefined {
  // Of its own module: no other file is meant.
  if (/^f?["']?\{?__name__\b/.test(node.text)) return undefined
  if (is(node, 'concatenated_string')) return node.children.map(part => stringOf(part) ?? '').join('')
  if (is(node, 'binary_operator')) return asEnd(stringOf(field(node, 'right')))
  if (!is(node, 'string')) return undefined
  const content = /^[a-zA-Z]*("""|'''|"|')([\s\S]*)\1$/.exec(node.text)?.[2] ?? ''
  return content.includes('}') ? asEnd(content.slice(content.lastIndexOf('}') + 1)) : content
}

function asEnd(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `*.${text.replace(/^(\*\.|\.)/, '')}`
}
