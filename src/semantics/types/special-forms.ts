import type { Expr } from '../summary/summary.ts'
import { alternatives, selfType, typeFrom } from './annotations.ts'
import type { Frame } from './frames.ts'
import { builtin, standard } from './standard.ts'
import { classType, membersOf, NONE, type Type, union } from './type.ts'

const HOMES = /^(typing|typing_extensions|_typeshed|builtins|types|collections\.abc|_collections_abc)\.(\w+)$/

/** Forms that only add something to the type in them. */
const WRAPPERS: readonly string[] = [
  'Annotated',
  'ClassVar',
  'Final',
  'Required',
  'NotRequired',
  'ReadOnly',
  'TypeForm',
]
/** Forms that say nothing of a value. */
const SILENT: readonly string[] = [
  'Any',
  'NoReturn',
  'Never',
  'Generic',
  'Protocol',
  'Unpack',
  'Concatenate',
  'TypeAlias',
  'Incomplete',
  'Unused',
  'MaybeNone',
]

/** What the generic aliases of the typing module stand for. https://docs.python.org/3/library/typing.html#deprecated-aliases */
const ALIASES: Readonly<Record<string, readonly [module: string, name: string]>> = {
  List: ['builtins', 'list'],
  Dict: ['builtins', 'dict'],
  Set: ['builtins', 'set'],
  FrozenSet: ['builtins', 'frozenset'],
  DefaultDict: ['collections', 'defaultdict'],
  OrderedDict: ['collections', 'OrderedDict'],
  Counter: ['collections', 'Counter'],
  ChainMap: ['collections', 'ChainMap'],
  Deque: ['collections', 'deque'],
}

/** The type that a form of the typing module stands for; `ordinary` for any other name. */
export function specialForm(
  qualified: string,
  args: readonly Expr[],
  frame: Frame,
  as: 'value' | 'base',
): Type | undefined | 'ordinary' {
  if (qualified === 'dataclasses.InitVar') return args[0] === undefined ? undefined : typeFrom(args[0], frame)
  const [, , name = ''] = HOMES.exec(qualified) ?? []
  const [first] = args
  const type = (index: number) => {
    const arg = args[index]
    return arg === undefined ? undefined : typeFrom(arg, frame)
  }
  if (name === 'Optional') return alternatives([type(0), NONE])
  if (name === 'Union') return alternatives(args.map((_, index) => type(index)))
  if (WRAPPERS.includes(name)) return first === undefined ? undefined : type(0)
  if (SILENT.includes(name)) return { kind: 'special', name }
  if (name === 'Self') return selfType(frame)
  if (name === 'Literal') return literal(args, frame)
  if (name === 'LiteralString' || name === 'AnyStr') return builtin('str', frame)
  if (name === 'TypeGuard' || name === 'TypeIs') return builtin('bool', frame)
  if (name === 'Type' || (name === 'type' && first !== undefined)) return ofClass(type(0))
  if (name === 'Callable' && as === 'value') {
    const listed = typeof first === 'object' && first[0] === 'list' ? (first.slice(1) as Expr[]) : undefined
    const parameters = listed?.map(each => typeFrom(each, frame))
    return { kind: 'callable', parameters, gives: said(type(1)) }
  }
  if (name === 'Awaitable' && as === 'value') return { kind: 'coroutine', how: 'awaitable', gives: said(type(0)) }
  if ((name === 'Coroutine' || name === 'CoroutineType') && as === 'value')
    return { kind: 'coroutine', how: 'coroutine', gives: said(type(2)) }
  if ((name === 'Tuple' || name === 'tuple') && first !== undefined) return tuple(args, frame, as)
  const alias = qualified.startsWith('typing') ? ALIASES[name] : undefined
  const items = args.map((_, index) => said(type(index)))
  return alias ? standard(...alias, frame, items) : 'ordinary'
}

function said(type: Type | undefined): Type | undefined {
  return type?.kind === 'special' ? undefined : type
}

function ofClass(type: Type | undefined): Type | undefined {
  const each = (member: Type | undefined): Type | undefined => {
    if (member?.kind === 'instance') return classType(member.of, member.args)
    return member?.kind === 'variable' ? { kind: 'type-of', of: member } : undefined
  }
  return union(membersOf(type).map(each))
}

function tuple(args: readonly Expr[], frame: Frame, as: 'value' | 'base'): Type | undefined {
  const [first, second] = args
  const isUniform = args.length === 2 && Array.isArray(second) && second[0] === '...'
  if (isUniform || as === 'base')
    return builtin('tuple', frame, [first === undefined ? undefined : said(typeFrom(first, frame))])
  const isPlain = args.every(each => typeof each === 'string' || each[0] !== '*')
  return isPlain
    ? { kind: 'tuple', items: args.map(each => said(typeFrom(each, frame))) }
    : standard('builtins', 'tuple', frame)
}

/** `Literal["a", "b"]`: what an overload may be chosen by. */
function literal(args: readonly Expr[], frame: Frame): Type | undefined {
  const values = args.map(each =>
    Array.isArray(each) && (each[0] === 'str' || each[0] === 'bool') ? String(each[1]) : undefined,
  )
  const [first] = args
  if (!Array.isArray(first)) return undefined
  if (first[0] === 'none') return NONE
  if (first[0] === 'int') return builtin('int', frame)
  const type = first[0] === 'str' || first[0] === 'bool' ? builtin(first[0], frame) : undefined
  const literals = values.filter(value => value !== undefined)
  return type && literals.length === args.length ? { ...type, literals } : type
}
