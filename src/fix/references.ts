import { isReflectedOn } from '../semantics/reflection.ts'
import { lineStart, nextLine } from '../syntax/lines.ts'
import { field, is, type Node, type Span } from '../syntax/node.ts'
import type { FixBuilder } from './builder.ts'

/** Puts another qualified name in the place of a reference, touching only the part of it that differs. */
export function rename(reference: Node, name: string, fix: FixBuilder): void {
  fix.requireAsyncio(name)
  cautionTests(reference, fix)
  const [module, member] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)]
  if (is(reference, 'attribute') && fix.file.nameOf(field(reference, 'object')) === module) {
    fix.replace(field(reference, 'attribute'), member)
    return
  }
  const { start, end, text } = reference
  const renamed = fix.use(name)
  const [head, tail] = commonParts(text, renamed)
  fix.replace({ start: start + head, end: end - tail }, renamed.slice(head, renamed.length - tail))
}

/** Cautions where a test replaces what a fix takes out of the code. */
export function cautionTests(reference: Node, fix: FixBuilder): void {
  for (const patch of fix.file.project?.patchesOf(fix.file.path, reference.text) ?? []) {
    fix.caution(`${patch.place} patches \`${patch.target}\`, which this code no longer calls`)
  }
}

/** The lengths of the dotted parts that two names begin and end with in common. */
function commonParts(one: string, other: string): [head: number, tail: number] {
  const [left, right] = [one.split('.'), other.split('.')]
  const shorter = Math.min(left.length, right.length) - 1
  let [head, tail] = [0, 0]
  while (head < shorter && left[head] === right[head]) head++
  while (tail < shorter - head && left.at(-1 - tail) === right.at(-1 - tail)) tail++
  const length = (parts: string[]) => parts.join('.').length + (parts.length > 0 ? 1 : 0)
  return [length(left.slice(0, head)), tail > 0 ? length(left.slice(left.length - tail)) : 0]
}

/** Removes the assignment of a local name whose only uses a fix takes away; its value must have no effect of its own. */
export function removeIfUnused(name: Node, fix: FixBuilder, gone: readonly Node[] = [name]): void {
  const { definitions = [], uses = [], scope } = fix.file.bindingOf(name) ?? {}
  const [only] = definitions
  const statement = only?.site.parent
  if (
    definitions.length !== 1 ||
    !uses.every(use => gone.includes(use)) ||
    scope?.kind !== 'function' ||
    isReflectedOn(scope, fix.file)
  )
    return
  if (!is(only?.site, 'assignment') || !is(only.value, 'call') || !is(statement, 'expression_statement')) return
  // `loop = self.loop = …` binds more than the name.
  if (field(only.site, 'right') !== only.value || field(only.site, 'left') !== only.name) return
  const line = wholeLine(statement, fix)
  if (line && statement.parent && statement.parent.children.length > 1) fix.replace(line, '')
}

/** The line of a statement that stands on it alone, without a comment. */
function wholeLine(statement: Node, { file: { source } }: FixBuilder): Span | undefined {
  const [start, end] = [lineStart(source, statement.start), nextLine(source, statement.end)]
  return source.slice(start, end).trim() === statement.text ? { start, end } : undefined
}
