import { moduleOf } from '../semantics/names.ts'
import type { PythonFile } from '../semantics/python-file.ts'
import { argumentsOf, descendantsOf, field, fields, is, keywordOf, type Node } from '../syntax/node.ts'

/** A dotted name that a file takes from a module, reads on one, or replaces, as tests do. */
export interface Mention {
  /** With the module's own name before it: `app.jobs.time`; a star import ends with `.*`. */
  readonly name: string
  readonly how: 'import' | 'attribute' | 'patch'
  /** Where, as a UTF-16 offset. */
  readonly at: number
}

/** The names of other modules that a file speaks of. */
export function mentionsIn(file: PythonFile): readonly Mention[] {
  const mentions: Mention[] = []
  const add = (how: Mention['how'], at: Node, name: string | undefined) => {
    if (name !== undefined) mentions.push({ name, how, at: at.start })
  }
  for (const node of descendantsOf(file.tree.root, ['import_from_statement', 'attribute', 'call'])) {
    if (is(node, 'import_from_statement')) {
      const module = moduleOf(node)
      if (node.children.some(child => is(child, 'wildcard_import'))) add('import', node, `${module}.*`)
      for (const name of fields(node, 'name')) {
        add('import', node, `${module}.${(is(name, 'aliased_import') ? field(name, 'name') : name).text}`)
      }
    } else if (is(node, 'attribute')) {
      const isAssigned = is(node.parent, 'assignment', 'augmented_assignment') && node.role === 'left'
      if (!isAssigned) add('attribute', node, file.nameOf(node))
      else add('patch', node, joined(file.nameOf(field(node, 'object')), field(node, 'attribute').text))
    } else if (is(node, 'call')) {
      const how = field(node, 'function').text === 'getattr' ? 'attribute' : 'patch'
      for (const name of namesIn(node, file)) add(how, node, name)
    }
  }
  return mentions
}

/** What a call replaces or reads: `patch('a.b')`, `patch.object(a, 'b')`, `patch.multiple('a', b=…)`, `setattr(a, 'b', …)`. */
function namesIn(call: Node<'call'>, file: PythonFile): (string | undefined)[] {
  const verb = /\b(\w+)$/.exec(field(call, 'function').text)?.[1] ?? ''
  const [first = keywordOf(call, 'target'), second = keywordOf(call, 'attribute')] = argumentsOf(call)
  if (!VERBS.includes(verb) || !first) return []
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

const VERBS: readonly string[] = ['patch', 'object', 'multiple', 'setattr', 'delattr', 'getattr']

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
