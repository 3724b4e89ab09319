import type { Expr } from '../summary/summary.ts'
import { type Given, resultOfCall } from './calls.ts'
import { classesInOrder } from './classes.ts'
import type { FunctionEntity } from './entities.ts'
import { typeOf } from './evaluate.ts'
import { firstMember } from './inheritance.ts'
import { attributeOf } from './members.ts'
import { qualifiedName, symbolOf } from './symbols.ts'
import { type FunctionType, type Instance, instance, membersOf, type Type } from './type.ts'

/** Decorators that leave what a call gives as it is. */
const NEUTRAL: ReadonlySet<string> = new Set(
  `abc.abstractmethod abc.abstractclassmethod abc.abstractstaticmethod builtins.classmethod builtins.staticmethod
  functools.cache functools.lru_cache functools.singledispatch functools.wraps typing.final typing.no_type_check
  typing.overload typing.override typing.type_check_only typing_extensions.deprecated typing_extensions.final
  typing_extensions.overload typing_extensions.override warnings.deprecated
  pytest.fixture pytest_asyncio.fixture`.split(/\s+/),
)

const PROPERTIES: ReadonlySet<string> = new Set([
  'abc.abstractproperty',
  'builtins.property',
  'functools.cached_property',
])

const MANAGERS: ReadonlyMap<string, 'sync' | 'async'> = new Map([
  ['contextlib.contextmanager', 'sync'],
  ['contextlib.asynccontextmanager', 'async'],
])

/** Decorators under which a generator function gives a coroutine: the first takes any other function too. */
const GENERATOR_COROUTINES: readonly string[] = ['asyncio.coroutine', 'types.coroutine']

const NOT_CALLABLE: readonly Type['kind'][] = ['coroutine', 'none', 'tuple', 'module']

/** What a function becomes under its decorators, the innermost first. */
export function decorated(type: FunctionType, entity: FunctionEntity): Type | undefined {
  let now: Type | undefined = type
  for (const decorator of (entity.summary.decorators ?? []).toReversed()) {
    now = now && under(decorator, now, entity)
  }
  return now
}

function under(decorator: Expr, type: Type, entity: FunctionEntity): Type | undefined {
  const callee = typeof decorator !== 'string' && decorator[0] === '()' ? decorator[1] : decorator
  const symbol = symbolOf(callee, entity.around)
  const name = qualifiedName(symbol) ?? ''
  if (NEUTRAL.has(name) || name.startsWith('pytest.mark.')) return type
  const isAccessor = typeof callee !== 'string' && ['setter', 'getter', 'deleter'].includes(String(callee[2]))
  if (type.kind === 'function') {
    if (PROPERTIES.has(name) || isAccessor) return { ...type, isProperty: true }
    const manager = MANAGERS.get(name)
    if (manager) return { ...type, manager }
    if (GENERATOR_COROUTINES.includes(name) && (entity.summary.isGenerator || name === 'asyncio.coroutine'))
      return { kind: 'callable', gives: { kind: 'coroutine', how: 'coroutine', gives: undefined } }
  }
  const given: Given = { positional: () => [type], keywords: () => [], hasSplat: false }
  const made = typeOf(decorator, entity.around)
  if (!made || made.kind === 'external')
    return isInSight(typeOf(callee, entity.around)) ? doubtful(type, callee) : undefined
  if (made?.kind === 'class') return instance(made.of)
  const called = made?.kind === 'instance' ? attributeOf(made, '__call__') : made
  const result = resultOfCall(called, given)
  if (result && NOT_CALLABLE.includes(result.kind)) return undefined
  return wrapped(result, type) ?? doubtful(type, callee)
}

/** What a decorator gives, where that says what calls of it give. */
function wrapped(result: Type | undefined, type: Type): Type | undefined {
  const members = membersOf(result)
  const inner = members.filter(member => member?.kind === 'function' && isInner(member))
  if (inner.length > 0) {
    const isAsync = (member: Type | undefined) =>
      member?.kind === 'function' && member.functions[0]?.summary.isAsync === true
    // One wrapper for each colour, or one that is not known to keep it.
    if (inner.some(isAsync) && (inner.length < members.length || !inner.every(isAsync))) return type
    if (inner.some(callsWhatItIsGiven)) return undefined
  }
  const [only] = members
  if (members.length !== 1 || !only) return undefined
  if (only.kind === 'callable') return only.gives ? only : undefined
  if (only.kind === 'instance') return saysWhatItGives(only) ? only : undefined
  return only.kind === 'function' ? only : undefined
}

/** Whether a plain wrapper gives what a function around it is given: `return f(*args)`. */
function callsWhatItIsGiven(member: Type | undefined): boolean {
  const { summary, around } = (member?.kind === 'function' && member.functions[0]) || {}
  const [given] = around?.function?.summary.parameters ?? []
  return (summary?.gives ?? []).some(each => typeof each !== 'string' && each[0] === '()' && each[1] === given?.name)
}

/** Whether the class of an object has methods that say what calling it gives; a `__call__: F` repeats what it wraps. */
function saysWhatItGives({ of }: Instance): boolean {
  return ['__call__', '__get__'].some(name =>
    firstMember(classesInOrder(of), name)?.declarations.some(({ kind }) => kind === 'function'),
  )
}

/** Whether a function is defined inside another, as the wrappers are that decorators return. */
function isInner({ functions: [first] }: FunctionType): boolean {
  return first?.around.kind === 'function'
}

/** Whether a decorator's own code, or its declaration, is at hand. */
function isInSight(decorator: Type | undefined): boolean {
  return decorator?.kind === 'function' || decorator?.kind === 'class'
}

function doubtful(type: Type, decorator: Expr): Type {
  const name = shown(decorator)
  return type.kind === 'function' ? { ...type, doubt: `the decorator \`${name}\` may change what it gives` } : type
}

function shown(expr: Expr): string {
  if (typeof expr === 'string') return expr
  return expr[0] === '.' ? `${shown(expr[1])}.${expr[2]}` : '…'
}
