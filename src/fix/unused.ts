import type { Edit } from '../finding.ts'
import type { PythonFile } from '../semantics/python-file.ts'
import { isReflectedOn } from '../semantics/reflection.ts'
import type { Binding, Scope } from '../semantics/scopes.ts'
import { lineStart, nextLine } from '../syntax/lines.ts'
import { descendantsOf, field, fields, is, type Node, stringText } from '../syntax/node.ts'

type Import = Node<'import_statement' | 'import_from_statement'>

/**
 * The edits that remove from `after` the imports whose last use the change from `before` removed. Kept are those of
 * an `__init__.py`, in `__all__`, renamed to themselves, beside a comment, or that other files take from this one.
 */
export function unusedImportEdits(
  before: PythonFile,
  after: PythonFile,
  isNamedElsewhere: (name: string) => boolean,
): Edit[] {
  if (/(^|[\\/])__init__\.py$/.test(after.path)) return []
  const wasUsed = scopesByPath(before)
  const byStatement = new Map<Import, Binding[]>()
  for (const [path, scope] of scopesByPath(after)) {
    if (!scope || isReflectedOn(scope, after)) continue
    for (const binding of scope.bindings.values()) {
      if (!isUnusedImport(binding) || !wasUsed.get(path)?.bindings.get(binding.name)?.uses.length) continue
      if (isQuoted(binding, after) || (path === '' && isNamedElsewhere(binding.name))) continue
      const statement = binding.definitions[0]?.site as Import
      if (after.isDamaged(statement)) continue
      byStatement.set(statement, [...(byStatement.get(statement) ?? []), binding])
    }
  }
  return [...byStatement].flatMap(([statement, bindings]) => removal(statement, bindings, after))
}

/** The module's scope as `''`, and those of functions by the names around them; undefined where two share a path. */
function scopesByPath(file: PythonFile): Map<string, Scope | undefined> {
  const scopes = new Map<string, Scope | undefined>()
  for (const [node, scope] of file.bindings.scopes) {
    if (!is(node, 'module', 'function_definition')) continue
    const path: string[] = []
    for (let at: Node | undefined = node; at; at = at.parent) {
      if (is(at, 'function_definition', 'class_definition')) path.unshift(field(at, 'name').text)
    }
    scopes.set(path.join('.'), scopes.has(path.join('.')) ? undefined : scope)
  }
  return scopes
}

/** An import that is one of several statements of its own scope, and that nothing reads. */
function isUnusedImport({ definitions, uses }: Binding): boolean {
  const [only] = definitions
  if (definitions.length !== 1 || uses.length > 0 || only?.how !== 'import' || isRenamedToItself(only.value))
    return false
  const block = only.site.parent
  return (
    is(block, 'module') || (is(block, 'block') && is(block.parent, 'function_definition') && block.children.length > 1)
  )
}

/** `from m import name as name` says that the name is for others. */
function isRenamedToItself(imported: Node | undefined): boolean {
  return is(imported, 'aliased_import') && imported.children[0]?.text === imported.children[1]?.text
}

/**
 * Whether an imported name may be used in what is text to the parser: an annotation in quotes, `cast('time.struct_time',
 * x)`, a type comment, a doctest, `__all__`. Where `__all__` is more than lists of plain strings it may hold any name.
 */
function isQuoted({ name, definitions: [definition] }: Binding, file: PythonFile): boolean {
  const exports = file.bindings.module.bindings.get('__all__')?.definitions.map(({ site }) => exportedBy(site)) ?? []
  if (exports.some(names => !names || names.includes(name))) return true
  const word = new RegExp(`(?<!\\w)${name}(?!\\w)`)
  // A module is no type: only what is taken from it can be named in an annotation.
  const used = is(definition?.site, 'import_statement') ? new RegExp(`(?<!\\w)${name}\\.`) : word
  // Code in a string, as `timeit` and `exec` take it.
  const code = new RegExp(`\\bimport\\s[\\w, ]{0,500}\\b${name}\\b|(?<![\\w.])${name}\\.\\w+\\(`)
  const texts = file.tree.comments.map(({ start, end }) => file.source.slice(start, end))
  if (texts.some(text => /#\s*type:/.test(text) && word.test(text))) return true
  for (const node of descendantsOf(file.tree.root, ['string'])) {
    if (!word.test(node.text)) continue
    const content = node.text.replace(/^[a-zA-Z]*["']+|["']+$/g, '')
    if (content.includes('>>>') || code.test(content)) return true
    if (used.test(content) && /^[\w.[\], |'"]+$/.test(content) && !/\w \w/.test(content)) return true
  }
  return false
}

/** The names that an assignment to `__all__` lists, or undefined where it is no list or tuple of plain strings. */
function exportedBy(site: Node): (string | undefined)[] | undefined {
  const value = is(site, 'assignment', 'augmented_assignment') ? field(site, 'right') : undefined
  const isPlain = is(value, 'list', 'tuple') && value.children.every(item => is(item, 'string'))
  return isPlain ? value.children.map(stringText) : undefined
}

function removal(statement: Import, bindings: readonly Binding[], { source, tree, path }: PythonFile): Edit[] {
  const [start, end] = [lineStart(source, statement.start), nextLine(source, statement.end)]
  if (tree.comments.some(comment => comment.start < end && comment.end > start)) return []
  const previous = statement.parent?.children[statement.parent.children.indexOf(statement) - 1]
  const above = lineStart(source, start - 1)
  const hasRemark = /^[ \t\f]*#/.test(source.slice(above, start))
  // A comment on the line above an import in the middle of others is about that import.
  if (hasRemark && is(previous, 'import_statement', 'import_from_statement')) return []
  const names = fields(statement, 'name')
  if (names.length === bindings.length) {
    const alone = source.slice(start, end).trim() === statement.text
    // A line with blank lines on both sides, or at the beginning of the file, takes those after it along.
    const isLoose = start === 0 || source.slice(above, start).trim() === ''
    const blank = start === 0 ? /^(?:[ \t]*(?:\r\n|\r|\n))*/ : /^[ \t]*(?:\r\n|\r|\n)/
    const more = isLoose ? (blank.exec(source.slice(end))?.[0].length ?? 0) : 0
    return alone ? [{ path, start, end: end + more, text: '' }] : []
  }
  const isGone = (name: Node) => bindings.some(binding => binding.definitions[0]?.value === name)
  const kept = names.findLast(name => !isGone(name))
  return names.flatMap((name, index) => {
    if (!isGone(name)) return []
    const next = names[index + 1]
    if (next && kept && kept.start > name.start) return [{ path, start: name.start, end: next.start, text: '' }]
    // The names after the last one kept go together, with the comma before them.
    return next ? [] : [{ path, start: kept?.end ?? name.start, end: name.end, text: '' }]
  })
}
