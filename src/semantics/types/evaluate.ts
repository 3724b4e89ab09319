import { nodeOf } from '../summary/expressions.ts'
import type { Bound, Expr, Parameter } from '../summary/summary.ts'
import { typeFrom } from './annotations.ts'
import { argumentsIn, resultOfCall, superType } from './calls.ts'
import { typeOfFound } from './declarations.ts'
import { type Frame, innerFrame } from './frames.ts'
import { attributeIn, attributeOf, isPrivate } from './members.ts'
import { lookup } from './names.ts'
import { awaited, iterated } from './protocols.ts'
import { recall } from './recall.ts'
import { builtin, standard } from './standard.ts'
import { qualifiedName, symbolOf } from './symbols.ts'
import { classType, instance, NONE, overMembers, type Type, union, withoutNone } from './type.ts'

/** Of long displays the first items say enough. */
const MOST_ITEMS = 8

/** What an expression's value is, in a scope; undefined where it may be anything. */
export function typeOf(expr: Expr, frame: Frame): Type | undefined {
  if (typeof expr !== 'string') return recall(expr, () => evaluate(expr, seenFrom(expr, frame)))
  const declared = () => {
    const found = isPrivate(expr) && frame.owner ? undefined : lookup(expr, frame)
    return found && typeOfFound(found)
  }
  const fact = frame.fact?.(expr, declared)
  return fact ? fact.type : declared()
}

/** The same for an expression of the file at hand, whose scope is looked for only where the answer is not known yet. */
export function typeOfPlaced(expr: Exclude<Expr, string>, frame: () => Frame): Type | undefined {
  return recall(expr, () => evaluate(expr, seenFrom(expr, frame())))
}

/** The scope as it is where the expression stands, so that the answer is the same for all who ask. */
function seenFrom(expr: Exclude<Expr, string>, frame: Frame): Frame {
  const node = frame.module.seenAt && nodeOf(expr)
  return node && frame.module.seenAt ? frame.module.seenAt(node, frame) : frame
}

function memberAt(expr: Extract<Expr, readonly ['.', Expr, string]>, frame: Frame): Type | undefined {
  const declared = () => attributeIn(typeOf(expr[1], frame), expr[2], frame)
  const name = frame.fact && dottedName(expr)
  const fact = name === undefined ? undefined : frame.fact?.(name, declared)
  return fact ? fact.type : declared()
}

/** The dotted name that an expression is, if it is one. */
function dottedName(expr: Expr): string | undefined {
  if (typeof expr === 'string') return expr
  const object = expr[0] === '.' ? dottedName(expr[1]) : undefined
  return object === undefined ? undefined : `${object}.${expr[2]}`
}

function evaluate(expr: Exclude<Expr, string>, frame: Frame): Type | undefined {
  switch (expr[0]) {
    case '.':
      return memberAt(expr, frame)
    case '()': {
      const [, callee, ...given] = expr
      if (callee === 'super') return superType(given, frame)
      const cast = isCast(callee, frame) ? given[0] : undefined
      if (cast !== undefined) return typeFrom(cast, frame)
      return resultOfCall(typeOf(callee, frame), argumentsIn(given, frame))
    }
    case '[]':
      return itemOf(typeOf(expr[1], frame), expr.slice(2) as Expr[], frame)
    case 'await':
      return awaited(typeOf(expr[1], frame))
    case 'any':
      return union(expr.slice(1).map(each => typeOf(each as Expr, frame)))
    case 'or': {
      const [left, right] = [typeOf(expr[1], frame), typeOf(expr[2], frame)]
      return left?.kind === 'none' ? right : union([withoutNone(left), right])
    }
    case 'op':
      return operated(expr[1], typeOf(expr[2], frame), expr[3], frame)
    case 'tuple': {
      const items = expr.slice(1) as Expr[]
      const isPlain = items.every(each => !isSplat(each))
      return isPlain
        ? { kind: 'tuple', items: items.map(each => typeOf(each, frame)) }
        : builtin('tuple', frame, [elements(items, frame)])
    }
    case 'list':
    case 'set':
      return builtin(expr[0], frame, [elements(expr.slice(1) as Expr[], frame)])
    case 'dict': {
      const pairs = expr.slice(1, 1 + 2 * MOST_ITEMS) as Expr[]
      const types = [0, 1].map(side =>
        union(pairs.filter((_, index) => index % 2 === side).map(each => typeOf(each, frame))),
      )
      return builtin('dict', frame, types)
    }
    case 'comp': {
      const [, collection, bound, ...made] = expr
      const inner = innerFrame(frame, bound, expr)
      const types = made.map(each => typeOf(each, inner))
      if (collection === 'generator') return standard('typing', 'Generator', frame, [...types, NONE, NONE])
      return builtin(collection, frame, types)
    }
    case 'lambda': {
      const [, parameters, body] = expr
      return {
        kind: 'callable',
        body: { expr: body, frame: innerFrame(frame, lambdaBound(parameters), expr), parameters },
      }
    }
    case '=':
      return typeOf(expr[2], frame)
    case 'str':
      return literal('str', expr[1], frame)
    case 'bool':
      return literal('bool', String(expr[1]), frame)
    case 'int':
      return builtin('int', frame)
    case 'float':
    case 'bytes':
      return builtin(expr[0], frame)
    case 'none':
      return NONE
    default:
      return undefined
  }
}

/** The parameters of a lambda, of which nothing is known. */
export function lambdaBound(parameters: readonly Parameter[]): Bound {
  return Object.fromEntries(parameters.map(({ name }) => [name, [{ kind: 'variable', how: '?' }]]))
}

function isCast(callee: Expr, frame: Frame): boolean {
  const name = typeof callee === 'string' ? callee : callee[0] === '.' ? callee[2] : ''
  return name.endsWith('cast') && qualifiedName(symbolOf(callee, frame)) === 'typing.cast'
}

function isSplat(expr: Expr): expr is readonly ['*', Expr] {
  return typeof expr !== 'string' && expr[0] === '*'
}

function elements(items: readonly Expr[], frame: Frame): Type | undefined {
  const types = items
    .slice(0, MOST_ITEMS)
    .map(each => (isSplat(each) ? iterated(typeOf(each[1], frame)) : typeOf(each, frame)))
  return union(types)
}

function literal(name: 'str' | 'bool', value: string, frame: Frame): Type | undefined {
  const type = builtin(name, frame)
  return type?.kind === 'instance' ? { ...type, literal: value } : type
}

/** `value[items]`; a class with items is the class with these type arguments. */
function itemOf(value: Type | undefined, items: readonly Expr[], frame: Frame): Type | undefined {
  const [first] = items
  return overMembers(value, member => {
    if (member.kind === 'class')
      return classType(
        member.of,
        items.map(item => typeFrom(item, frame)),
      )
    if (member.kind === 'tuple') {
      const index = typeof first === 'object' && first[0] === 'int' ? first[1] : undefined
      return index === undefined ? union(member.items) : member.items.at(index)
    }
    if (member.kind !== 'instance' || first === undefined) return undefined
    const key = typeof first === 'object' && first[0] === 'str' ? fieldOf(member, first[1]) : undefined
    return key ?? resultOfCall(attributeOf(member, '__getitem__'), argumentsIn([first], frame))
  })
}

/** What a `TypedDict` declares under a key. */
function fieldOf(member: Extract<Type, { kind: 'instance' }>, key: string): Type | undefined {
  const isTypedDict = member.of.summary.bases?.some(
    base => base === 'TypedDict' || (Array.isArray(base) && base[2] === 'TypedDict'),
  )
  return isTypedDict ? attributeOf(instance(member.of), key) : undefined
}

const METHODS: Readonly<Record<string, string>> = {
  '+': '__add__',
  '-': '__sub__',
  '*': '__mul__',
  '/': '__truediv__',
  '//': '__floordiv__',
  '%': '__mod__',
  '|': '__or__',
  '&': '__and__',
}

function operated(operator: string, left: Type | undefined, right: Expr, frame: Frame): Type | undefined {
  const method = METHODS[operator]
  if (!method || !left || left.kind === 'tuple') return undefined
  return resultOfCall(attributeOf(left, method), argumentsIn([right], frame))
}
