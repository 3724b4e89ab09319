import { once } from '../grounds.ts'
import { elementConsumers, showers, valueConsumers } from '../knowledge/consumers.ts'
import { field, fields, is, keywordOf, type Node, unwrap } from '../syntax/node.ts'
import { isExpectedToFail } from './expectations.ts'
import { mayBeNamed } from './last-words.ts'
import { oncePerFile } from './memory.ts'
import type { Model } from './model.ts'
import { placeOf } from './places.ts'
import { isReflectedOn } from './reflection.ts'
import type { Binding, Definition } from './scopes.ts'
import { outcomeOf } from './uses.ts'

/**
 * How the code around a call takes its value for the result of a coroutine that it forgot to await, as a clause: `it is
 * compared instead of its result`, `nothing reads \`page\``. Undefined where a coroutine may be what it wants.
 */
export function misuseOf(call: Node<'call'>, model: Model): string | undefined {
  const how = valueUseOf(call, model)
  return how === undefined ? heldMisuse(call, model) : `it is ${how} instead of its result`
}

/** What is done with an expression's value that cannot be done with a coroutine to any end. */
function valueUseOf(expression: Node, model: Model): string | undefined {
  const { use, how, operand } = outcomeOf(expression)
  if (use === 'used-as-value') return how
  return use === 'passed' || use === 'stored' ? consumedBy(operand, model) : undefined
}

/** What a call does with an argument, or with the elements of the display or comprehension that it is given. */
function consumedBy(operand: Node, model: Model): string | undefined {
  const call = callGiven(operand)
  if (call) return textMethod(call) ?? named(call, valueConsumers, model)
  const collection = is(operand.parent, ...COLLECTIONS) ? outcomeOf(operand.parent).operand : undefined
  if (!collection) return undefined
  if (is(collection.parent, 'binary_operator') && is(field(collection.parent, 'left'), 'string'))
    return field(collection.parent, 'operator').kind === '%' ? 'formatted' : undefined
  const consumer = callGiven(collection)
  if (!consumer || keywordOf(consumer, 'key')) return undefined
  return textMethod(consumer) === 'joined' ? 'joined' : named(consumer, elementConsumers, model)
}

const COLLECTIONS = ['list', 'tuple', 'set', 'list_comprehension', 'set_comprehension', 'generator_expression'] as const

/** The call that an expression is an argument of, by position, or by name where it fills in a text. */
function callGiven(argument: Node): Node<'call'> | undefined {
  const { parent } = argument
  const list = is(parent, 'keyword_argument') ? parent.parent : parent
  if (is(argument, 'generator_expression') && is(parent, 'call')) return parent
  if (!is(list, 'argument_list') || !is(list.parent, 'call')) return undefined
  return list === parent || textMethod(list.parent) === 'formatted' ? list.parent : undefined
}

/** What a method of a string literal does with its arguments. */
function textMethod(call: Node<'call'>): string | undefined {
  const callee = field(call, 'function')
  if (!is(callee, 'attribute') || !is(unwrap(field(callee, 'object')), 'string', 'concatenated_string'))
    return undefined
  return { format: 'formatted', join: 'joined' }[field(callee, 'attribute').text]
}

function named(call: Node<'call'>, consumers: ReadonlySet<string>, model: Model): string | undefined {
  const callee = field(call, 'function')
  const name = mayBeNamed(callee, consumers) ? model.nameOf(callee) : undefined
  return name !== undefined && consumers.has(name) ? `given to \`${name.replace('builtins.', '')}\`` : undefined
}

/** How a local variable that holds a call's value is used, where each use takes it for the result. */
function heldMisuse(call: Node<'call'>, model: Model): string | undefined {
  const { binding, definition } = holders(model).get(call) ?? {}
  if (!binding || !definition || !isOwn(binding, call, model)) return undefined
  const misuses = misusesOf(model)(binding)
  const own = definition.how === 'walrus' ? misuseBy(definition.site, binding, model) : []
  if (!misuses || !own) return undefined
  const how = misuses[0] ?? own[0]
  if (how !== undefined) return `\`${binding.name}\` is ${how} instead of its result`
  const isUnread = binding.uses.length === 0 && definition.how !== 'walrus'
  return isUnread && isAlone(binding) ? `nothing reads \`${binding.name}\`` : undefined
}

/** How the uses of a name take its value for a result; undefined where one of them may not. */
const misusesOf = oncePerFile(model =>
  once((binding: Binding): readonly string[] | undefined => {
    const misuses: string[] = []
    for (const use of binding.uses) {
      const found = misuseBy(use, binding, model)
      if (!found) return undefined
      misuses.push(...found)
    }
    return misuses
  }),
)

/** How one use of a name takes its value for a result: nothing where it does nothing with it, undefined where it may not. */
function misuseBy(use: Node, binding: Binding, model: Model): readonly string[] | undefined {
  if (isNeutral(use, model)) return []
  const how = isExpectedToFail(use, undefined) || isAskedWhich(use) ? undefined : valueUseOf(use, model)
  // Of a name that may hold something else too, `if task:` and `task is None` ask whether it does.
  if (how === undefined) return undefined
  return isAlone(binding) || !isTest(use, how) ? [how] : []
}

/** The names that an assignment or `:=` of its own gives the value of a call, by the call. */
const holders = oncePerFile((model): ReadonlyMap<Node, { binding: Binding; definition: Definition }> => {
  const index = new Map<Node, { binding: Binding; definition: Definition }>()
  for (const { bindings } of model.bindings.scopes.values()) {
    for (const binding of bindings.values()) {
      for (const definition of binding.definitions) {
        const { how, site, value } = definition
        if (value && (how === 'walrus' || (how === 'assignment' && is(site, 'assignment') && isPlain(site))))
          index.set(unwrap(value), { binding, definition })
      }
    }
  }
  return index
})

/** Whether an assignment is no part of a chain, and does not say that it wants the coroutine itself. */
function isPlain(assignment: Node<'assignment'>): boolean {
  if (!is(assignment.parent, 'expression_statement') || is(field(assignment, 'right'), 'assignment')) return false
  return !/\b(Awaitable|Coroutine)\b/.test(field(assignment, 'type')?.text ?? '')
}

/** Whether a name belongs to the function that a call stands in, and to its own code alone. */
function isOwn(binding: Binding, call: Node, model: Model): boolean {
  const { scope } = binding
  if (scope.kind !== 'function' || isReflectedOn(scope, model)) return false
  return placeOf(call).node === scope.node && isInOnePlace(binding)
}

const isInOnePlace = once(({ scope, uses, definitions }: Binding): boolean => {
  const names = [...uses, ...definitions.map(({ name }) => name)]
  return names.every(name => placeOf(name).node === scope.node)
})

/** Whether nothing else gives a name a value, or takes it away. */
function isAlone({ definitions }: Binding): boolean {
  return definitions.filter(({ how }) => how !== 'annotation').length === 1
}

/** Whether a use does nothing with a value: the value is only shown, or a statement of its own. */
function isNeutral(use: Node, model: Model): boolean {
  const { use: kind, operand } = outcomeOf(use)
  if (kind === 'dropped') return true
  const call = kind === 'passed' ? callGiven(operand) : undefined
  return call !== undefined && named(call, showers, model) !== undefined
}

/** Whether a use asks if the value is there at all. */
function isTest(use: Node, how: string): boolean {
  const { parent } = outcomeOf(use).operand
  const isNone = is(parent, 'comparison_operator') && parent.children.some(({ kind }) => kind === 'none')
  return isNone || /^tested$|`(all|any|bool)`$/.test(how)
}

/** Whether a use asks which object the value is, as one can of a coroutine: `x is y`, `x in pending`. */
function isAskedWhich(use: Node): boolean {
  const { parent } = use
  if (!is(parent, 'comparison_operator')) return false
  const operators = fields(parent, 'operators').map(({ kind }) => kind)
  if (operators.some(kind => kind === 'in' || kind === 'not in')) return parent.children[0] === use
  const isConstant = parent.children.some(({ kind }) => ['none', 'true', 'false'].includes(kind))
  return !isConstant && operators.every(kind => kind === 'is' || kind === 'is not')
}
