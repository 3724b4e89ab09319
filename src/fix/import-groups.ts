import { standardModules } from '../knowledge/python-names.ts'
import { isDamaged } from '../semantics/damage.ts'
import { oncePerFile } from '../semantics/memory.ts'
import { moduleOf, packageOf } from '../semantics/names.ts'
import { descendantsOf, field, fields, is, type Node } from '../syntax/node.ts'

const BLANK_LINE = /(\n|\r(?!\n))[ \t\f]*(\r|\n)/

export type Import = Node<'import_statement' | 'import_from_statement'>

/** The imports of the module's own body above all functions and classes, those on neighbouring lines together. */
export const importGroups = oncePerFile((file): readonly Import[][] => {
  const groups: Import[][] = []
  let previous: Node | undefined
  for (const statement of file.tree.root.children) {
    // What is defined here may run before an import further down.
    if (definesSomething(statement)) break
    if (isDamaged(statement, file)) continue
    if (is(statement, 'import_statement', 'import_from_statement')) {
      const gap = previous ? file.tree.source.slice(previous.end, statement.start) : ''
      const neighbours = previous && is(previous, 'import_statement', 'import_from_statement') && !BLANK_LINE.test(gap)
      if (neighbours) groups.at(-1)?.push(statement)
      else groups.push([statement])
    }
    previous = statement
  }
  return groups
})

function definesSomething(statement: Node): boolean {
  if (is(statement, 'import_statement', 'import_from_statement', 'expression_statement')) return false
  return descendantsOf(statement, ['function_definition', 'class_definition']).length > 0
}

/** The group with the most imports of the standard library, the first of equals. */
export function standardGroup(groups: readonly Import[][]): Import[] | undefined {
  const count = (group: Import[]) => group.filter(other => isStandard(importedModule(other))).length
  const most = Math.max(1, ...groups.map(count))
  return groups.find(group => count(group) === most)
}

/** The first group that imports an installed package and nothing of the standard library. */
export function installedGroup(groups: readonly Import[][]): Import[] | undefined {
  return groups.find(
    group => !group.some(other => isStandard(importedModule(other)) || importedModule(other).startsWith('.')),
  )
}

/** The import of a group that a new one goes before: plain imports come first unless the group mixes the two forms. */
export function successor(group: readonly Import[], module: string): Import | undefined {
  const firstMember = group.findIndex(other => is(other, 'import_from_statement'))
  const isMixed = firstMember >= 0 && group.slice(firstMember).some(other => is(other, 'import_statement'))
  const sortsAfter = (other: Import) => importedModule(other).toLowerCase() > module.toLowerCase()
  if (isMixed) return group.find(sortsAfter)
  const plain = group.filter(other => is(other, 'import_statement'))
  return plain.find(sortsAfter) ?? (plain.length === 0 ? group[0] : undefined)
}

export function importedModule(statement: Import): string {
  if (is(statement, 'import_from_statement')) return moduleOf(statement)
  const [name] = fields(statement, 'name')
  return (is(name, 'aliased_import') ? field(name, 'name') : name)?.text ?? ''
}

/** Whether some imports name a package. */
export function namesPackage(group: readonly Import[], name: string): boolean {
  return group.some(other => packageOf(importedModule(other)) === name)
}

/** Whether a module is of the standard library. */
export function isStandard(module: string): boolean {
  return standardModules.has(packageOf(module))
}
