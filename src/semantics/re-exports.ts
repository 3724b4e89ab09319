import { canonical } from './canonical.ts'
import { oncePerFile } from './memory.ts'
import type { Model } from './model.ts'
import type { Expr } from './summary/summary.ts'
import type { ModuleEntity } from './types/entities.ts'
import { exported } from './types/names.ts'
import { moduleOf } from './types/root.ts'

/** Modules that pass on what others pass on: chains longer than this stay as they are written. */
const LONGEST_CHAIN = 20

/**
 * The library's own name of what a module of the project only passes on: `time.sleep` for `app.compat.sleep` where that
 * module imports it, or says `sleep = time.sleep`. Other names come back as they are.
 */
export function passedOn(name: string, model: Model): string {
  const end = name.lastIndexOf('.')
  if (!model.project || end < 0) return name
  const known = answersOf(model)
  const answer = known.get(name) ?? followed(name, end, model) ?? name
  known.set(name, answer)
  return answer
}

const answersOf = oncePerFile(() => new Map<string, string>())

function followed(name: string, end: number, model: Model): string | undefined {
  // The dots of a relative import belong to its module: `.sleep` is `sleep` of `.`.
  const module = /^\.+$/.test(name.slice(0, end + 1)) ? name.slice(0, end + 1) : name.slice(0, end)
  const found = nameFrom(module, name.slice(end + 1), moduleOf(model), 0)
  return found && canonical(found)
}

function nameFrom(module: string, name: string, importer: ModuleEntity, depth: number): string | undefined {
  const home = importer.find(module)
  if (home?.origin === 'project') return nameIn(home, name, depth)
  // What the file itself imports from elsewhere has its name already.
  if (depth === 0) return undefined
  return home ? `${home.name}.${name}` : module.startsWith('.') ? undefined : `${module}.${name}`
}

/** What a name of a module is elsewhere, where one statement alone says so. */
function nameIn(module: ModuleEntity, name: string, depth: number): string | undefined {
  const { declarations: [only, ...others] = [], frame } = exported(name, module) ?? {}
  if (!only || others.length > 0 || !frame || depth > LONGEST_CHAIN) return undefined
  const home = frame.module
  if (home.summary?.replaced?.includes(name)) return undefined
  if (only.kind === 'variable' && only.how === '=' && only.value) return nameOfExpr(only.value, home, depth + 1)
  if (only.kind !== 'import') return undefined
  if (only.name !== undefined) return nameFrom(only.module, only.name, home, depth + 1)
  const imported = only.isAlias ? only.module : only.module.replace(/\..*/, '')
  return home.find(imported)?.origin === 'project' ? undefined : imported
}

function nameOfExpr(expr: Expr, module: ModuleEntity, depth: number): string | undefined {
  if (typeof expr === 'string') return nameIn(module, expr, depth)
  const base = expr[0] === '.' ? nameOfExpr(expr[1], module, depth) : undefined
  return base && `${base}.${expr[2]}`
}
