import type { Runtime } from '../knowledge/runtimes.ts'
import { is } from '../syntax/node.ts'
import type { Model } from './model.ts'
import { moduleOf } from './names.ts'

/** Which library runs the module's coroutines: trio or anyio where it imports one of them and not asyncio. */
export function runtimeOf(model: Model): Runtime {
  if (model.options.runtime !== 'auto') return model.options.runtime
  const imported = importedPackages(model)
  if (imported.has('asyncio')) return 'asyncio'
  return imported.has('trio') ? 'trio' : imported.has('anyio') ? 'anyio' : 'asyncio'
}

/** The packages that a module imports, at its top or anywhere in it. */
export function importedPackages(model: Model): ReadonlySet<string> {
  const imported = new Set<string>()
  for (const scope of model.bindings.scopes.values()) {
    for (const { definitions } of scope.bindings.values()) {
      for (const { how, site, value } of definitions) {
        if (how !== 'import' || !value) continue
        const module = is(site, 'import_from_statement') ? moduleOf(site) : value.text
        imported.add(/^\w+/.exec(module)?.[0] ?? '')
      }
    }
  }
  return imported
}
