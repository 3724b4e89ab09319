import type { Edit } from '../finding.ts'
import { standardModules } from '../knowledge/python-names.ts'
import { moduleOf } from '../semantics/names.ts'
import type { PythonFile } from '../semantics/python-file.ts'
import { field, fields, is, type Node } from '../syntax/node.ts'
import { memberImport } from './reach.ts'

type Import = Node<'import_statement' | 'import_from_statement'>

/** Where new text goes: lines (or list items) that share a spot share what is before and after them. */
interface Insertion {
  readonly at: number
  readonly before: string
  readonly text: string
  readonly after: string
}

/** The edits that add import statements where a careful person would. */
export function importEdits(file: PythonFile, statements: readonly string[]): Edit[] {
  const spots = new Map<number, Insertion>()
  for (const statement of [...new Set(statements)].sort()) {
    const { at, before, text, after } = insertionOf(file, statement)
    spots.set(at, { at, before, text: (spots.get(at)?.text ?? '') + text, after })
  }
  return [...spots.values()].map(({ at, before, text, after }) => ({
    path: file.path,
    start: at,
    end: at,
    text: before + text + after,
  }))
}

function insertionOf(file: PythonFile, statement: string): Insertion {
  const [, module = '', member] = /^from (\S+) import (\w+)$/.exec(statement) ?? ['', statement.replace(/^import /, '')]
  const existing = member === undefined ? undefined : memberImport(module, file)
  if (member !== undefined && existing) return memberInsertion(file, existing, member)
  const { source } = file
  const eol = endOfLine(source)
  const text = statement + eol
  const groups = importGroups(file)
  const group =
    groups.find(imports => imports.some(other => packageOf(importedModule(other)) === module)) ?? standardGroup(groups)
  if (group) {
    const next = successor(group, module)
    const previous = group.filter(other => is(other, 'import_statement')).at(-1) ?? group.at(-1)
    return {
      at: next ? lineStart(source, next.start) : lineEnd(source, previous?.end ?? 0),
      before: '',
      text,
      after: '',
    }
  }
  const first = groups[0]?.[0]
  const prologue = file.tree.root.children.findLast(child => is(child, 'future_import_statement')) ?? docstringOf(file)
  if (first) {
    const at = lineStart(source, first.start)
    return { at, before: prologue && at === lineEnd(source, prologue.end) ? eol : '', text, after: eol }
  }
  if (prologue) return { at: lineEnd(source, prologue.end), before: eol, text, after: '' }
  const [start] = file.tree.root.children
  const after = is(start, 'function_definition', 'class_definition', 'decorated_definition') ? eol + eol : eol
  return { at: start ? aboveComments(source, lineStart(source, start.start)) : 0, before: '', text, after }
}

/** Adds a name to a `from` import, before the first that sorts after it. */
function memberInsertion(file: PythonFile, existing: Node<'import_from_statement'>, member: string): Insertion {
  const names = fields(existing, 'name')
  const gap = gapBetween(file.source, names)
  const next = names.find(name => name.text > member)
  if (next) return { at: next.start, before: '', text: member + gap, after: '' }
  return { at: names.at(-1)?.end ?? existing.end, before: '', text: gap + member, after: '' }
}

/** What stands between the first two names of a list, if that is a comma and white space. */
function gapBetween(source: string, names: readonly Node[]): string {
  const gap = source.slice(names[0]?.end ?? 0, names[1]?.start ?? 0)
  return /^,\s*$/.test(gap) ? gap : ', '
}

/** The imports of the module's own body above all functions and classes, those on neighbouring lines together. */
function importGroups(file: PythonFile): Import[][] {
  const groups: Import[][] = []
  let previous: Node | undefined
  for (const statement of file.tree.root.children) {
    if (is(statement, 'function_definition', 'class_definition', 'decorated_definition')) break
    if (is(statement, 'import_statement', 'import_from_statement')) {
      const gap = previous ? file.source.slice(previous.end, statement.start) : ''
      const neighbours =
        previous && is(previous, 'import_statement', 'import_from_statement') && !/\n[ \t]*\r?\n/.test(gap)
      if (neighbours) groups.at(-1)?.push(statement)
      else groups.push([statement])
    }
    previous = statement
  }
  return groups
}

/** The group with the most imports of the standard library, the first of equals. */
function standardGroup(groups: readonly Import[][]): Import[] | undefined {
  const count = (group: Import[]) => group.filter(isStandard).length
  const most = Math.max(1, ...groups.map(count))
  return groups.find(group => count(group) === most)
}

/** The import of a group that a new one goes before: plain imports come first unless the group mixes the two forms. */
function successor(group: readonly Import[], module: string): Import | undefined {
  const firstMember = group.findIndex(other => is(other, 'import_from_statement'))
  const isMixed = firstMember >= 0 && group.slice(firstMember).some(other => is(other, 'import_statement'))
  const sortsAfter = (other: Import) => importedModule(other).toLowerCase() > module.toLowerCase()
  if (isMixed) return group.find(sortsAfter)
  const plain = group.filter(other => is(other, 'import_statement'))
  return plain.find(sortsAfter) ?? (plain.length === 0 ? group[0] : undefined)
}

function importedModule(statement: Import): string {
  if (is(statement, 'import_from_statement')) return moduleOf(statement)
  const [name] = fields(statement, 'name')
  return (is(name, 'aliased_import') ? field(name, 'name') : name)?.text ?? ''
}

function isStandard(statement: Import): boolean {
  return standardModules.has(packageOf(importedModule(statement)))
}

function packageOf(module: string): string {
  return /^\w*/.exec(module)?.[0] ?? ''
}

function docstringOf(file: PythonFile): Node | undefined {
  const [first] = file.tree.root.children
  return is(first, 'expression_statement') && is(first.children[0], 'string', 'concatenated_string') ? first : undefined
}

/** The start of the comment lines that stand directly above a line, unless they begin the file. */
function aboveComments(source: string, start: number): number {
  let at = start
  while (at > 0 && /^[ \t]*#/.test(source.slice(lineStart(source, at - 1)))) at = lineStart(source, at - 1)
  return at === 0 ? start : at
}

function lineStart(source: string, at: number): number {
  return source.lastIndexOf('\n', at - 1) + 1
}

/** The start of the line after the one that a position is on. */
function lineEnd(source: string, at: number): number {
  const end = source.indexOf('\n', at)
  return end < 0 ? source.length : end + 1
}

/** The line end that a text uses: that of its first line. */
export function endOfLine(source: string): '\r\n' | '\n' {
  return /^[^\n]*\r\n/.test(source) ? '\r\n' : '\n'
}
