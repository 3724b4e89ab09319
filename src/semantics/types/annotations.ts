import { objects } from '../../knowledge/objects.ts'
import { parse } from '../../syntax/parse.ts'
import { canonical } from '../canonical.ts'
import { exprOf } from '../summary/expressions.ts'
import type { Declaration, Expr } from '../summary/summary.ts'
import { classEntity } from './entities.ts'
import { type Frame, headerFrame } from './frames.ts'
import { specialForm } from './special-forms.ts'
import { substitute, variablesIn } from './substitution.ts'
import { qualifiedName, type Sym, symbolOf } from './symbols.ts'
import { instance, NONE, type Type, union } from './type.ts'
import { variableOf, variablesOf } from './variables.ts'

/** Types of types: annotations nested deeper than this stay unknown. */
const DEEPEST = 24
let depth = 0

/**
 * The type that an annotation stands for: what a value annotated so is. As a `base` of a class, `Awaitable` and its like
 * are classes as others are.
 */
export function typeFrom(expr: Expr, frame: Frame, as: 'value' | 'base' = 'value'): Type | undefined {
  if (depth > DEEPEST) return undefined
  depth++
  try {
    return found(expr, frame, as)
  } finally {
    depth--
  }
}

function found(expr: Expr, frame: Frame, as: 'value' | 'base'): Type | undefined {
  if (typeof expr === 'string' || expr[0] === '.') return named(expr, [], frame, as)
  switch (expr[0]) {
    case '[]':
      return named(expr[1], expr.slice(2) as Expr[], frame, as)
    case 'none':
      return NONE
    case 'str': {
      const quoted = annotationIn(expr[1])
      return quoted === undefined ? undefined : typeFrom(quoted, frame, as)
    }
    case 'op':
      return expr[1] === '|' ? alternatives([typeFrom(expr[2], frame), typeFrom(expr[3], frame)]) : undefined
    case 'tuple':
      return alternatives(expr.slice(1).map(each => typeFrom(each as Expr, frame)))
    default:
      return undefined
  }
}

/** One of several types; forms that say nothing make the answer partial. */
export function alternatives(types: readonly (Type | undefined)[]): Type | undefined {
  return union(types.map(type => (type?.kind === 'special' ? undefined : type)))
}

const quoted = new Map<string, Expr | undefined>()

/** The annotation in quotes. */
function annotationIn(text: string): Expr | undefined {
  if (!quoted.has(text)) {
    const { root, errors } = parse(text.trim())
    const [statement] = root.children
    const isPlain = errors.length === 0 && root.children.length === 1 && statement?.kind === 'expression_statement'
    quoted.set(text, isPlain && statement.children[0] ? exprOf(statement.children[0]) : undefined)
  }
  return quoted.get(text)
}

function named(generic: Expr, args: readonly Expr[], frame: Frame, as: 'value' | 'base'): Type | undefined {
  const symbol = symbolOf(generic, frame)
  if (!symbol || symbol.kind === 'module') return undefined
  const name = qualifiedName(symbol) ?? ''
  const special = specialForm(name, args, frame, as)
  if (special !== 'ordinary') return special
  if (symbol.kind === 'external') {
    const made = objects.get(canonical(name))
    return made === undefined ? undefined : { kind: 'external', name: made, made: true }
  }
  return declared(symbol, args, frame)
}

function declared(symbol: Extract<Sym, { kind: 'defined' }>, args: readonly Expr[], frame: Frame): Type | undefined {
  const { declaration, found } = symbol
  const given = () =>
    args.map(each => {
      const type = typeFrom(each, frame)
      return type?.kind === 'special' ? undefined : type
    })
  const variable = variableOf(symbol)
  if (variable) return variable === 'other' ? undefined : variable
  if (declaration.kind === 'class') return instance(classEntity(declaration, found.frame), given())
  if (declaration.kind === 'alias') return aliased(declaration, given(), found.frame)
  if (declaration.kind !== 'variable' || declaration.value === undefined || found.declarations.length > 1)
    return undefined
  return assigned(declaration.value, given(), found.frame)
}

const resolving = new Set<Declaration>()

/** `type Pages[T] = list[T]` */
function aliased(
  declaration: Extract<Declaration, { kind: 'alias' }>,
  given: readonly (Type | undefined)[],
  around: Frame,
): Type | undefined {
  if (resolving.has(declaration)) return undefined
  resolving.add(declaration)
  try {
    const frame = headerFrame(around, declaration.typeParameters, declaration)
    const names = Object.keys(declaration.typeParameters ?? {})
    const variables = names.map(name => typeFrom(name, frame))
    const type = typeFrom(declaration.value, frame)
    return substitute(
      type,
      new Map(variables.flatMap((each, index) => (each?.kind === 'variable' ? [[each.name, given[index]]] : []))),
    )
  } finally {
    resolving.delete(declaration)
  }
}

/** `Pages = list[Page]`, `PageId = NewType('PageId', int)` */
function assigned(value: Expr, given: readonly (Type | undefined)[], frame: Frame): Type | undefined {
  if (typeof value !== 'string' && value[0] === '()') {
    const isNewType = qualifiedName(symbolOf(value[1], frame)) === 'typing.NewType'
    return isNewType && value[3] !== undefined ? typeFrom(value[3], frame) : undefined
  }
  const isAlias = typeof value === 'string' || ['[]', '.', 'op', 'str'].includes(value[0])
  const type = isAlias ? typeFrom(value, frame) : undefined
  if (given.length === 0) return type
  const names = [...new Set(variablesIn(type))]
  if (names.length > 0) return substitute(type, new Map(names.map((name, index) => [name, given[index]])))
  return type?.kind === 'instance' && type.args.length === 0 ? instance(type.of, given) : type
}

/** `Self` in a class: the class's own objects. */
export function selfType(frame: Frame): Type {
  const { owner } = frame
  return { kind: 'variable', name: 'Self', bound: () => owner && instance(owner, variablesOf(owner)) }
}
