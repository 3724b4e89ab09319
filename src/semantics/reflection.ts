import type { Model } from './model.ts'
import type { Scope } from './scopes.ts'

/** Builtins by which code reaches variables without naming them, of the module or of the scope they are called in. */
const REFLECTION: ReadonlyMap<string, 'everywhere' | 'own scope'> = new Map([
  ['eval', 'everywhere'],
  ['exec', 'everywhere'],
  ['globals', 'everywhere'],
  ['locals', 'own scope'],
  ['vars', 'own scope'],
])

/** Whether the file may reach variables of a scope without naming them: then none of them is certainly unused. */
export function isReflectedOn(scope: Scope, model: Model): boolean {
  return [...REFLECTION].some(([name, reach]) => {
    const uses = model.bindings.unbound.get(name) ?? []
    return reach === 'everywhere' ? uses.length > 0 : uses.some(use => model.scopeOf(use) === scope)
  })
}
