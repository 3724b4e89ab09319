import { foreignRuntimes, type Runtime } from '../knowledge/runtimes.ts'
import { argumentsOf, descendantsOf, field, is } from '../syntax/node.ts'
import { oncePerFile } from './memory.ts'
import type { Model } from './model.ts'
import { moduleOf, packageOf } from './names.ts'
import type { ModuleEntity } from './types/entities.ts'

/** The packages that a module imports, at its top or anywhere in it. */
export const importedPackages = oncePerFile(
  (model): ReadonlySet<string> => new Set([...importedModules(model)].map(packageOf)),
)

/** The modules that a module imports, dotted as it names them. */
function importedModules(model: Model): ReadonlySet<string> {
  const imported = new Set<string>()
  for (const scope of model.bindings.scopes.values()) {
    for (const { definitions } of scope.bindings.values()) {
      for (const { how, site, value } of definitions) {
        if (how !== 'import' || !value) continue
        const module = is(site, 'import_from_statement') ? moduleOf(site) : value.text
        imported.add(module)
      }
    }
  }
  return imported
}

/** Which library runs the module's coroutines: trio or anyio where it imports one of them and not asyncio. */
export const runtimeOf = oncePerFile((model): Runtime => {
  if (model.options.runtime !== 'auto') return model.options.runtime
  const imported = importedPackages(model)
  if (imported.has('asyncio')) return 'asyncio'
  return (
    (['trio', 'anyio'].find(name => imported.has(name) || isMarked(name, model)) as Runtime | undefined) ?? 'asyncio'
  )
})

/** Whether tests are marked to run under a library: `@pytest.mark.anyio`. */
function isMarked(name: string, model: Model): boolean {
  for (const node of descendantsOf(model.tree.root, ['attribute']))
    if (model.nameOf(node) === `pytest.mark.${name}`) return true
  return false
}

/** What runs the module's coroutines that is not asyncio or one of its peers, if anything does. */
export const foreignRunnerOf = oncePerFile((model): string | undefined => {
  const imported = importedPackages(model)
  if (imported.has('asyncio')) return undefined
  const library = foreignRuntimes.find(name => imported.has(name))
  if (library) return library
  for (const module of importedModules(model)) {
    const behind = runnerBehind(model.project?.moduleAt(model.path).find(module))
    if (behind) return behind
  }
  for (const node of descendantsOf(model.tree.root, ['call'])) {
    if (!/\.send$/.test(field(node, 'function').text)) continue
    const [sent] = argumentsOf(node)
    if (sent?.kind === 'none') return '`.send(None)`'
  }
  return undefined
})

/** The library with a loop of its own that a module of the project imports, and not asyncio. */
function runnerBehind(module: ModuleEntity | undefined): string | undefined {
  if (module?.origin !== 'project') return undefined
  const declarations = Object.values(module.summary?.names ?? {}).flat()
  const imported = new Set(declarations.map(each => (each.kind === 'import' ? packageOf(each.module) : '')))
  return imported.has('asyncio') ? undefined : foreignRuntimes.find(name => imported.has(name))
}
