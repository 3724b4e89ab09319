import type { Bound, Declaration, Expr } from './summary.ts'

/** Of the locals of a function those that some expressions speak of, and those that these depend on in their turn. */
export function namesIn(expressions: readonly Expr[], locals: Bound): Bound {
  const needed: Record<string, readonly Declaration[]> = {}
  const pending = new Set<string>()
  const read = (expr: Expr) => {
    for (const name of textsIn(expr)) if (Object.hasOwn(locals, name)) pending.add(name)
  }
  expressions.forEach(read)
  for (const name of pending) {
    const declarations = locals[name] ?? []
    needed[name] = declarations
    for (const declaration of declarations) for (const expr of expressionsOf(declaration)) read(expr)
  }
  return needed
}

/** All texts in an expression, names among them. */
export function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (Array.isArray(value)) for (const part of value) yield* textsIn(part)
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) yield* textsIn(part)
}

function expressionsOf(declaration: Declaration): Expr[] {
  if (declaration.kind === 'variable') return [declaration.value, declaration.type].filter(each => each !== undefined)
  if (declaration.kind !== 'function') return []
  // An inner function, as decorators return: what its own results speak of may be a local around it.
  return [...(declaration.gives ?? []), ...(declaration.yields ?? [])]
}
