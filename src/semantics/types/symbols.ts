import type { Declaration, Expr } from '../summary/summary.ts'
import { classEntity, type ModuleEntity } from './entities.ts'
import { classFrame, declarationsFor } from './frames.ts'
import { exported, type Found, importedBy, lookup } from './names.ts'

/** What a name in an annotation stands for, followed through imports to where it is defined. */
export type Sym =
  | { readonly kind: 'module'; readonly module: ModuleEntity }
  | { readonly kind: 'external'; readonly name: string }
  | { readonly kind: 'defined'; readonly name: string; readonly found: Found; readonly declaration: Declaration }

/** Imports of imports of imports: chains longer than this stay unknown. */
const LONGEST_CHAIN = 20

export function symbolOf(expr: Expr, frame: Found['frame']): Sym | undefined {
  if (typeof expr === 'string') {
    const found = lookup(expr, frame)
    return found && followed(found, expr)
  }
  if (expr[0] !== '.') return undefined
  const object = symbolOf(expr[1], frame)
  return object && memberSymbol(object, expr[2])
}

/** The qualified name of a symbol: `typing.Optional`. */
export function qualifiedName(symbol: Sym | undefined): string | undefined {
  if (symbol?.kind === 'external') return symbol.name
  if (symbol?.kind === 'module') return symbol.module.name
  return symbol && `${symbol.found.frame.module.name}.${symbol.name}`
}

function memberSymbol(object: Sym, name: string): Sym | undefined {
  if (object.kind === 'external') return { kind: 'external', name: `${object.name}.${name}` }
  if (object.kind === 'module') return symbolIn(object.module, name, 0)
  const { declaration, found } = object
  if (declaration.kind !== 'class') return undefined
  const frame = classFrame(classEntity(declaration, found.frame))
  const declarations = declarationsFor(name, frame.bound)
  return declarations.length > 0 ? followed({ declarations, frame }, name) : undefined
}

function symbolIn(module: ModuleEntity, name: string, depth: number): Sym | undefined {
  const found = exported(name, module)
  if (found) return followed(found, name, depth)
  const child = module.child(name)
  return child && { kind: 'module', module: child }
}

/** The last declaration that leads somewhere; `None` in its place means that nothing was found to import. */
function followed(found: Found, name: string, depth = 0): Sym | undefined {
  if (depth > LONGEST_CHAIN) return undefined
  let external: Sym | undefined
  for (const declaration of found.declarations.toReversed()) {
    if (declaration.kind === 'variable' && isPlaceholder(declaration.value)) continue
    if (declaration.kind !== 'import') return { kind: 'defined', name, found, declaration }
    const imported = importedBy(declaration, found.frame.module)
    if (!imported) continue
    if ('external' in imported) external ??= { kind: 'external', name: imported.external }
    else if ('module' in imported) return { kind: 'module', module: imported.module }
    else {
      const isOwn = imported.home === found.frame.module
      const child = isOwn ? imported.home.child(imported.name) : undefined
      const symbol: Sym | undefined = child
        ? { kind: 'module', module: child }
        : symbolIn(imported.home, imported.name, depth + 1)
      if (symbol) return symbol
    }
  }
  return external
}

function isPlaceholder(value: Expr | undefined): boolean {
  return Array.isArray(value) && (value[0] === 'none' || value[0] === '...')
}
