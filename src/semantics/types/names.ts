import type { Declaration, Import } from '../summary/summary.ts'
import type { ModuleEntity } from './entities.ts'
import { declarationsFor, type Frame, moduleFrame } from './frames.ts'

/** What a name is bound to, and the scope that binds it. */
export interface Found {
  readonly declarations: readonly Declaration[]
  readonly frame: Frame
}

/** Where a name is bound, as code in a scope sees it. https://docs.python.org/3/reference/executionmodel.html#resolution-of-names */
export function lookup(name: string, from: Frame): Found | undefined {
  let at = from
  for (; at.parent; at = at.parent) {
    if (at.kind === 'class' && at !== from) continue
    if (at.mayBind && !at.mayBind(name)) continue
    const declarations = declarationsFor(name, at.bound)
    if (declarations.length > 0) return { declarations, frame: at }
  }
  const found = inModule(name, at.module)
  if (found) return found === 'unknown' ? undefined : found
  const builtins = at.module.find('builtins')
  return builtins && known(inModule(name, builtins))
}

/** What a module binds a name to, itself or by a star import. */
export function exported(name: string, module: ModuleEntity): Found | undefined {
  return known(inModule(name, module))
}

function known(found: Found | 'unknown' | undefined): Found | undefined {
  return found === 'unknown' ? undefined : found
}

function inModule(name: string, module: ModuleEntity, seen: readonly string[] = []): Found | 'unknown' | undefined {
  const { summary } = module
  if (!summary || seen.includes(module.path)) return undefined
  if (summary.isOpen) return 'unknown'
  const frame = moduleFrame(module)
  const declarations = declarationsFor(name, frame.bound)
  for (const star of summary.stars?.toReversed() ?? []) {
    if (declarations.length > 0 && !declarations.some(each => isBefore(each, star.at))) continue
    const target = module.find(star.module)
    if (!target?.summary) return 'unknown'
    if (!exports(target, name)) continue
    const found = inModule(name, target, [...seen, module.path])
    if (found) return found
  }
  if (declarations.length === 0) return undefined
  // What is defined on one path only lets a builtin of the name through on the other.
  const isCertain = declarations.some(each => !('branch' in each)) || !isBuiltin(name, module)
  return isCertain ? { declarations, frame } : 'unknown'
}

function isBefore(declaration: Declaration, offset: number): boolean {
  return (declaration.kind === 'function' || declaration.kind === 'class') && declaration.at < offset
}

/** What the stub of `builtins` only imports for itself is no builtin. */
function isBuiltin(name: string, module: ModuleEntity): boolean {
  const builtins = module.find('builtins')
  return builtins !== undefined && Object.hasOwn(builtins.summary?.names ?? {}, name) && exports(builtins, name)
}

/** Whether a star import of a module brings a name. In stubs what is imported is not exported, unless as an alias. */
function exports({ summary, isStub }: ModuleEntity, name: string): boolean {
  if (summary?.all) return summary.all.includes(name)
  if (name.startsWith('_')) return false
  const declarations = declarationsFor(name, summary ? [summary.names] : [])
  return !isStub || declarations.length === 0 || !declarations.every(each => each.kind === 'import' && !each.isAlias)
}

/** Whether a star import of a module binds a name; undefined where the module is not known through and through. */
export function starBrings(name: string, dotted: string, importer: ModuleEntity): boolean | undefined {
  const module = importer.find(dotted)
  if (!module?.summary) return undefined
  const found = inModule(name, module)
  return found === 'unknown' ? undefined : found !== undefined && exports(module, name)
}

/** What an import binds: a module, a name in one, or the dotted name of what is not found. */
export type Imported =
  | { readonly module: ModuleEntity }
  | { readonly home: ModuleEntity; readonly name: string }
  | { readonly external: string }

/** Where an import leads; undefined where its package is at hand and has no such module. */
export function importedBy({ module, name, isAlias }: Import, importer: ModuleEntity): Imported | undefined {
  const dotted = name === undefined && !isAlias ? module.replace(/\..*/, '') : module
  const target = importer.find(dotted)
  if (!target)
    return module.startsWith('.') ? undefined : { external: name === undefined ? dotted : `${dotted}.${name}` }
  return name === undefined ? { module: target } : { home: target, name }
}
