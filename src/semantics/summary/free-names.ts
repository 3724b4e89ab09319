import type { Bound, Declaration, Expr } from './summary.ts'

/** Of the locals of a function those that some expressions speak of, and those that these depend on in their turn. */
export function namesIn(expressions: readonly Expr[], locals: Bound): Bound {
  const needed: Record<string, readonly Declaration[]> = {}
  const pending = new Set<string>()
  const note = (text: string) => {
    if (Object.hasOwn(locals, text)) pending.add(text)
  }
  const read = (expr: Expr) => eachText(expr, note)
  expressions.forEach(read)
  for (const name of pending) {
    const declarations = locals[name] ?? []
    needed[name] = declarations
    for (const declaration of declarations) for (const expr of expressionsOf(declaration)) read(expr)
  }
  return needed
}

/** Takes note of all texts in an expression, names among them. */
export function eachText(value: unknown, note: (text: string) => void): void {
  if (typeof value === 'string') note(value)
  else if (Array.isArray(value)) for (const part of value) eachText(part, note)
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) eachText(part, note)
}

function expressionsOf(declaration: Declaration): Expr[] {
  if (declaration.kind === 'variable') return [declaration.value, declaration.type].filter(each => each !== undefined)
  if (declaration.kind !== 'function') return []
  // An inner function, as decorators return: what its own results speak of may be a local around it.
  return [...(declaration.gives ?? []), ...(declaration.yields ?? [])]
}
