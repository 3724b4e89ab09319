import { isPlaceholder, isUnconditional, moduleOf, nameOfBinding } from '../semantics/names.ts'
import type { PythonFile } from '../semantics/python-file.ts'
import type { Binding, Definition } from '../semantics/scopes.ts'
import { closest, fields, is, type Node, within } from '../syntax/node.ts'
import { Refusal } from './refusal.ts'

/** How code at a spot gets at a qualified name: the text to write there, and the import that makes it work. */
export interface Reach {
  readonly text: string
  readonly import?: string
}

/** Modules of packages that fixes name members of; of all other names the first word is the module. */
const SUBMODULES: readonly string[] = ['concurrent.futures', 'logging.handlers', 'unittest.mock']

/** Finds the text for a name like `asyncio.get_running_loop` at a node. Refuses where its module's name is taken. */
export function reach(name: string, at: Node, file: PythonFile): Reach {
  const submodule = SUBMODULES.find(each => name.startsWith(`${each}.`))
  const [top = ''] = name.split('.')
  const module = submodule ?? top
  const path = name.slice(module.length + 1).split('.')
  if (module === 'builtins') return { text: builtin(path.join('.'), at, file) }
  const [member = '', ...rest] = path
  const dotted = (...parts: string[]) => parts.join('.')
  const direct = visibleAs(dotted(module, member), at, file)
  if (direct) return { text: dotted(direct, ...rest) }
  const alias = visibleAs(module, at, file)
  if (alias) return { text: dotted(alias, ...path) }
  const parent = submodule === undefined ? undefined : visibleAs(top, at, file)
  if (parent !== undefined && importsModule(module, at, file)) return { text: parent + name.slice(top.length) }
  if (importsMembersOnly(module, at, file) && isFree(member, at, file)) {
    return { text: dotted(...path), import: `from ${module} import ${member}` }
  }
  const taken = file.scopeOf(at).lookup(top)
  if (taken && !canImport(taken, top, file))
    throw new Refusal(`the name \`${top}\` is taken here (line ${lineOf(taken, file)})`)
  return { text: name, import: `import ${module}` }
}

/** A builtin's own name, where nothing hides it. */
function builtin(name: string, at: Node, file: PythonFile): string {
  const taken = file.scopeOf(at).lookup(name)
  if (taken) throw new Refusal(`the name \`${name}\` is taken here (line ${lineOf(taken, file)})`)
  if (file.bindings.stars.length > 0) throw new Refusal(`a star import may give \`${name}\` another meaning`)
  return name
}

/** The name under which a module or member is certainly bound at a node. */
function visibleAs(name: string, at: Node, file: PythonFile): string | undefined {
  const scope = file.scopeOf(at)
  for (const visible of scope.visible()) {
    for (const binding of visible.bindings.values()) {
      const known = nameOfBinding(binding, file) === name && scope.lookup(binding.name) === binding
      if (known && binding.definitions.some(definition => isBoundAt(definition, binding, at))) return binding.name
    }
  }
  return undefined
}

/** Whether an import has certainly run by the time the code of a node runs: it stands before it, in a block around it. */
function isBoundAt(definition: Definition, binding: Binding, at: Node): boolean {
  if (isPlaceholder(definition) || definition.site.end > at.start) return false
  const block = closest(definition.site, 'block')
  if (block && within(at, block) && functionAround(at) === functionAround(definition.site)) return true
  return isUnconditional(definition) && (binding.scope.kind === 'module' || within(at, binding.scope.node))
}

function functionAround(node: Node): Node | undefined {
  return closest(node, 'function_definition', 'lambda')
}

/** Whether the module has `from m import …` at its top level before a node, and no plain import of m anywhere. */
function importsMembersOnly(module: string, at: Node, file: PythonFile): boolean {
  const plain = [...file.bindings.module.bindings.values()].some(binding => nameOfBinding(binding, file) === module)
  const members = memberImport(module, file)
  return !plain && members !== undefined && members.end <= at.start
}

/** Whether `import package.module` stands in the module's own body before a node. */
function importsModule(module: string, at: Node, file: PythonFile): boolean {
  return file.tree.root.children.some(
    statement =>
      is(statement, 'import_statement') &&
      statement.end <= at.start &&
      fields(statement, 'name').some(name => name.text === module),
  )
}

/** The first `from m import …` in the module's own body. */
export function memberImport(module: string, file: PythonFile): Node<'import_from_statement'> | undefined {
  return file.tree.root.children.find(
    (statement): statement is Node<'import_from_statement'> =>
      is(statement, 'import_from_statement') &&
      !file.isDamaged(statement) &&
      moduleOf(statement) === module &&
      !statement.children.some(child => is(child, 'wildcard_import')),
  )
}

/** Whether a name can be imported: nothing has it, and no star import may bring it. */
function isFree(name: string, at: Node, file: PythonFile): boolean {
  if (file.bindings.stars.length > 0 || file.isBuiltin(name)) return false
  return !file.scopeOf(at).lookup(name) && !file.bindings.module.bindings.has(name) && !file.bindings.unbound.has(name)
}

/** Whether one more import of a module under its own name changes nothing for the code that is there. */
function canImport(binding: Binding, module: string, file: PythonFile): boolean {
  const isImport = binding.definitions.every(definition => definition.how === 'import')
  return binding.scope.kind === 'module' && isImport && nameOfBinding(binding, file) === module
}

function lineOf(binding: Binding, file: PythonFile): number {
  return file.lineAt(binding.definitions[0]?.name.start ?? 0)
}
