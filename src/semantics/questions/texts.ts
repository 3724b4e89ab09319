import { argumentsOf, closest, descendantsOf, field, fields, is, type Node, stringText } from '../../syntax/node.ts'
import { oncePerFile } from '../memory.ts'
import type { Model } from '../model.ts'
import { meaningOfMember, type Target } from './targets.ts'

/** Calls that take the name of an attribute as text, after the object that has it. */
const BY_NAME = /(^|\.)((get|set|has|del)attr|patch|object|spy|stub|multiple|attrgetter|methodcaller)$/

/** How a string names a target: by its bare name where code looks that up, by a dotted name, or in a doctest. */
export function howNamedInText(
  string: Node<'string'>,
  word: string,
  file: Model,
  target: Target,
): 'text' | 'exported' | undefined {
  if (target.isLocal) return undefined
  const content = string.text.replace(/^[a-zA-Z]*("""|'''|"|')([\s\S]*)\1$/, '$2')
  if (content.includes('>>>')) return new RegExp(`>>>[^\\n]*(?<!\\w)${word}\\(`).test(content) ? 'text' : undefined
  if (content === word) {
    const isExported = /^__all__\b/.test(closest(string, 'expression_statement')?.text ?? '')
    if (isExported) return target.owner ? undefined : 'exported'
    return isLookedUp(string, file, target) ? 'text' : undefined
  }
  // `app.jobs:helper`, `Client.helper`, `{module}.helper`
  const [, before] = /^[\w.:={}'" -]*$/.test(content)
    ? (new RegExp(`((?<!\\w)\\w+|\\})[.:]${word}$`).exec(content) ?? [])
    : []
  const holder = target.owner?.summary.name ?? target.module.name.replace(/^.*\./, '')
  return before === '}' || before === holder ? 'text' : undefined
}

/** `getattr(client, "helper")`; and any text like it in a file that looks up names that it computes. */
function isLookedUp(string: Node, file: Model, target: Target): boolean {
  const call = is(string.parent, 'argument_list') ? string.parent.parent : undefined
  if (!is(call, 'call') || !BY_NAME.test(field(call, 'function').text))
    return namesLookedUp(file).some(name => name === string || stringText(name) === undefined)
  const [object] = argumentsOf(call)
  if (!object || object === string || is(object, 'string')) return true
  return meaningOfMember(object, file, target) === 'unclear'
}

/** What a file gives as names to `getattr` and its like, and to the dictionaries of names. */
const namesLookedUp = oncePerFile((file): readonly Node[] =>
  descendantsOf(file.tree.root, ['subscript', 'call']).flatMap(node => {
    if (is(node, 'subscript')) {
      return /(\b(globals|locals|vars)\(.*\)|\.__dict__)$/.test(field(node, 'value').text)
        ? fields(node, 'subscript')
        : []
    }
    if (!is(node, 'call') || !/^(getattr|(\w+\.)?methodcaller)$/.test(field(node, 'function').text)) return []
    const [first, second] = argumentsOf(node)
    const name = field(node, 'function').text === 'getattr' ? second : first
    return name ? [name] : []
  }),
)

/** Where code beside a target looks up names that begin like its own: `getattr(self, "on_" + event)`. */
export function lookedUpByPrefix({ name, isLocal }: Target, beside: Iterable<Model>): Node | undefined {
  if (isLocal) return undefined
  const begins = (looked: Node) => {
    const start = /^[fF]["'](\w*)\{/.exec(looked.text) ?? /^["'](\w*)["'] *[+%]/.exec(looked.text)
    return start?.[1] !== undefined && name.startsWith(start[1])
  }
  return [...beside].flatMap(namesLookedUp).find(begins)
}
