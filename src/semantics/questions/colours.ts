import { field, is, isAsync, type Kind, type Node, nameText, unwrap } from '../../syntax/node.ts'
import { classOfMethod, ownNodes } from '../functions.ts'
import type { Model } from '../model.ts'
import { functionSummary } from '../summary/functions.ts'
import { type Ancestor, classesInOrder } from '../types/classes.ts'
import type { ClassEntity } from '../types/entities.ts'
import { classesIn } from '../types/root.ts'
import { decoratorNames } from './decorators.ts'

type Function = Node<'function_definition'>

/** Decorators that take coroutine functions as they take plain ones. */
const NEUTRAL: ReadonlySet<string | undefined> = new Set(
  `abc.abstractmethod builtins.classmethod builtins.staticmethod typing.final typing.override typing_extensions.final
  typing_extensions.override`.split(/\s+/),
)

/** Names of methods that base classes look up by their beginning: `do_GET`, `visit_Call`. */
const LOOKED_UP = /^(complete|depart|do|handle|help|on|visit)_/

/** Why a synchronous function cannot become `async def`, whoever calls it; undefined where it can. */
export function asyncObstacle(definition: Function, file: Model): string | undefined {
  const name = nameText(field(definition, 'name'))
  if (/^__\w+__$/.test(name)) return `\`${name}\` is called by Python itself`
  if (functionSummary(definition, file).isGenerator) return `\`${name}\` is a generator`
  const decorators = decoratorNames(definition, file)
  if (decorators.includes('builtins.property')) return `\`${name}\` is a property`
  if (!decorators.every(decorator => NEUTRAL.has(decorator)))
    return `it is not known what the decorator of \`${name}\` makes of a coroutine`
  const scope = file.scopeOf(definition)
  if ((scope.bindings.get(name)?.definitions.length ?? 0) > 1) return `\`${name}\` is bound more than once`
  const body = classOfMethod(definition)
  if (body && file.placeOf(body).kind !== 'module' && file.placeOf(body).kind !== 'class')
    return `the class of \`${name}\` is made in a function`
  const owner = body && classesIn(file).find(({ summary }) => summary.at === body.start)
  if (owner && classesInOrder(owner).some(ancestor => mayCall(ancestor, name)))
    return `a base class of \`${owner.summary.name}\` that is not the project's may call \`${name}\``
  return undefined
}

/** Whether a class from elsewhere may call a method that its heir defines; a name with an underscore is the heir's own. */
function mayCall(ancestor: Ancestor, method: string): boolean {
  if (!ancestor) return !method.startsWith('_')
  if (ancestor.of.module.origin === 'project') return false
  return Object.hasOwn(ancestor.of.summary.members, method) || LOOKED_UP.test(method)
}

const NOT_AWAITABLE: readonly Kind[] =
  `comparison_operator concatenated_string dictionary dictionary_comprehension false float integer list
  list_comprehension none not_operator set set_comprehension string true tuple`.split(/\s+/) as Kind[]

/** Whether what a function gives is certainly nothing to await: `None`, or a display of a builtin class. */
export function givesNoAwaitable(definition: Function): boolean {
  const values = ownNodes(definition, 'return_statement').flatMap(({ children }) => children.slice(0, 1))
  return values.every(value => is(unwrap(value), ...NOT_AWAITABLE))
}

/** Whether a class has coroutine methods: its objects live on a loop. */
export function hasCoroutineMethods(owner: Node<'class_definition'>): boolean {
  return field(owner, 'body').children.some(statement => {
    const method = is(statement, 'decorated_definition') ? field(statement, 'definition') : statement
    return is(method, 'function_definition') && isAsync(method)
  })
}

/** Whether an instance of one class may stand where the code asks for another: protocols, and what tests put in its place. */
export function standsFor(other: ClassEntity, owner: ClassEntity): boolean {
  const { name, bases = [] } = other.summary
  const isProtocol = bases.some(base => /\bProtocol\b/.test(JSON.stringify(base)))
  return isProtocol || name.includes(owner.summary.name) || /^_*(Dummy|Fake|Mock|Null|Spy|Stub)/.test(name)
}
