import { classType, type Type, type TypeMap, union } from './type.ts'

/** The type with type variables put in the place of what they stand for. */
export function substitute(type: Type | undefined, map: TypeMap | undefined): Type | undefined {
  if (!type || !map || map.size === 0) return type
  const all = (types: readonly (Type | undefined)[]) => types.map(each => substitute(each, map))
  switch (type.kind) {
    case 'variable':
      return map.has(type.name) ? map.get(type.name) : type
    case 'instance':
    case 'class':
      return type.args.length > 0 ? { ...type, args: all(type.args) } : type
    case 'union':
      return union([...all(type.members), ...(type.isPartial ? [undefined] : [])])
    case 'tuple':
      return { ...type, items: all(type.items) }
    case 'coroutine':
      return { ...type, gives: substitute(type.gives, map) }
    case 'callable':
      if (type.body) return type
      return { ...type, parameters: type.parameters && all(type.parameters), gives: substitute(type.gives, map) }
    case 'type-of': {
      const of = substitute(type.of, map)
      return of?.kind === 'instance' ? classType(of.of, of.args) : of && { kind: 'type-of', of }
    }
    case 'function':
      return { ...type, map: joined(type.map && new Map([...type.map].map(([k, v]) => [k, substitute(v, map)])), map) }
    default:
      return type
  }
}

/** Two maps in one; what the first says goes before what the second does. */
export function joined(first: TypeMap | undefined, second: TypeMap | undefined): TypeMap | undefined {
  if (!first || !second?.size) return first ?? second
  return new Map([...second, ...first])
}

const DEEPEST = 8

/** The names of the type variables in a type, in the order they stand. */
export function variablesIn(type: Type | undefined, depth = 0): readonly string[] {
  if (!type || depth > DEEPEST) return []
  const all = (types: readonly (Type | undefined)[]) => types.flatMap(each => variablesIn(each, depth + 1))
  switch (type.kind) {
    case 'variable':
      return [type.name]
    case 'instance':
    case 'class':
      return all(type.args)
    case 'union':
      return all(type.members)
    case 'tuple':
      return all(type.items)
    case 'coroutine':
      return variablesIn(type.gives, depth + 1)
    case 'callable':
      return type.body ? [] : [...all(type.parameters ?? []), ...variablesIn(type.gives, depth + 1)]
    case 'type-of':
      return variablesIn(type.of, depth + 1)
    default:
      return []
  }
}
