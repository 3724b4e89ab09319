import type { Edit, Finding } from '../finding.ts'
import { packageOf } from '../semantics/names.ts'
import type { PythonFile } from '../semantics/python-file.ts'
import { commentsAbove, lineBreakOf, lineEnd, lineStart, nextLine } from '../syntax/lines.ts'
import { fields, is, type Node } from '../syntax/node.ts'
import {
  type Import,
  importedModule,
  importGroups,
  installedGroup,
  isStandard,
  namesPackage,
  standardGroup,
  successor,
} from './import-groups.ts'
import { memberImport } from './reach.ts'

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
  // Those of the standard library first: behind its group one of an installed package begins its own.
  const sorted = [...new Set(statements)].sort()
  const isOfPython = (statement: string) => isStandard(partsOf(statement).module)
  for (const statement of [...sorted.filter(isOfPython), ...sorted.filter(each => !isOfPython(each))]) {
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

/** A finding with the edits that the imports of its fix come to where it is applied alone. */
export function withImportEdits(file: PythonFile, finding: Finding): Finding {
  if ('refused' in finding.outcome || finding.outcome.fix.imports.length === 0) return finding
  const { fix } = finding.outcome
  return { ...finding, outcome: { fix: { ...fix, importEdits: importEdits(file, fix.imports) } } }
}

/** The module that a statement of ours imports, or imports a name from. */
function partsOf(statement: string): { readonly module: string; readonly member: string | undefined } {
  const [, module = '', member] = /^(?:import|from) (\S+)(?: import (\w+))?$/.exec(statement) ?? []
  return { module, member }
}

/** Why an import may come too early at the top of a file: of an installed package that the file imports further in only. */
export function broughtForward(statement: string, file: PythonFile): string | undefined {
  const own = packageOf(partsOf(statement).module)
  const isLate = !isStandard(own) && file.imports(own) && !importGroups(file).some(group => namesPackage(group, own))
  if (!isLate) return undefined
  return `\`${own}\` is imported at the top of the file then, which so far imports it only where it needs it`
}

function insertionOf(file: PythonFile, statement: string): Insertion {
  const { module, member } = partsOf(statement)
  const existing = member === undefined ? undefined : memberImport(module, file)
  if (member !== undefined && existing) return memberInsertion(file, existing, member)
  const { source } = file
  const text = statement + lineBreakOf(source)
  const groups = importGroups(file)
  const ofPackage = groups.find(group => namesPackage(group, packageOf(module)))
  const standard = standardGroup(groups)
  const ofKind = isStandard(module) ? standard : installedGroup(groups)
  const group = ofPackage ?? ofKind ?? standard
  if (group && !ofPackage && !ofKind && group.every(other => isStandard(importedModule(other)))) {
    const at = after(group.at(-1) as Import, file)
    if (at !== undefined) return { at, before: '', text: lineBreakOf(source) + text, after: '' }
  }
  if (group) {
    const next = successor(group, module)
    const previous = group.filter(other => is(other, 'import_statement')).at(-1) ?? group.at(-1)
    const [at] = [
      ...(next ? [before(next, next !== group[0], file)] : []),
      ...(previous ? [after(previous, file)] : []),
      ...group.flatMap(other => [before(other, false, file), after(other, file)]),
    ].filter(spot => spot !== undefined)
    if (at !== undefined) return { at, before: '', text, after: '' }
    if (previous) return { at: previous.end, before: '', text: `; ${statement}`, after: '' }
  }
  return aloneInsertion(file, statement, groups[0]?.[0])
}

/** Where an import goes that finds no group of its kind: before the first import, or after the prologue of the file. */
function aloneInsertion(file: PythonFile, statement: string, first: Import | undefined): Insertion {
  const { source } = file
  const eol = lineBreakOf(source)
  const text = statement + eol
  const prologue = file.tree.root.children.findLast(child => is(child, 'future_import_statement')) ?? docstringOf(file)
  const below = prologue && after(prologue, file)
  const above = first && before(first, false, file)
  if (above !== undefined) return { at: above, before: above === below ? eol : '', text, after: eol }
  if (below !== undefined) {
    const next = file.tree.root.children.find(child => child.start >= below)
    return {
      at: below,
      before: eol,
      text,
      after: /^[ \t\f]*(\r|\n|$)/.test(source.slice(below)) ? '' : blankBefore(next, eol),
    }
  }
  if (prologue) return { at: prologue.end, before: '', text: `; ${statement}`, after: '' }
  const [start] = file.tree.root.children
  const at = start ? aboveComments(source, lineStart(source, start.start)) : 0
  return { at, before: '', text, after: blankBefore(start, eol) }
}

/** The blank lines that code wants before it. */
function blankBefore(statement: Node | undefined, eol: string): string {
  const isDefinition = is(statement, 'function_definition', 'class_definition', 'decorated_definition')
  return isDefinition ? eol + eol : eol
}

/** The start of a statement's line, above its own comments if it is to be, where nothing else stands on the line. */
function before(statement: Node, withComments: boolean, { source }: PythonFile): number | undefined {
  const start = lineStart(source, statement.start)
  if (source.slice(start, statement.start).trim() !== '') return undefined
  return withComments ? aboveComments(source, start) : start
}

/** The start of the line after a statement, where nothing but a comment follows on its own. */
function after(statement: Node, { source }: PythonFile): number | undefined {
  const end = lineEnd(source, statement.end)
  const isLast = /^[ \t\f]*(#.*)?$/.test(source.slice(statement.end, end))
  return isLast && end < source.length ? nextLine(source, statement.end) : undefined
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

function docstringOf(file: PythonFile): Node | undefined {
  const [first] = file.tree.root.children
  return is(first, 'expression_statement') && is(first.children[0], 'string', 'concatenated_string') ? first : undefined
}

/** The start of the comment lines that stand directly above a line, unless they begin the file. */
export function aboveComments(source: string, start: number): number {
  const at = commentsAbove(source, start)
  // A line above that ends in a backslash would go on in what is written there.
  return at === 0 || /\\(?:\r\n|\r|\n)$/.test(source.slice(Math.max(0, at - 3), at)) ? start : at
}
