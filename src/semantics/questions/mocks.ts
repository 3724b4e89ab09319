import {
  argumentsOf,
  closest,
  contextsOf,
  descendants,
  field,
  is,
  isAsync,
  keywordOf,
  type Node,
  stringText,
  unwrap,
} from '../../syntax/node.ts'
import { isExpectedToFail } from '../expectations.ts'
import type { PythonFile } from '../python-file.ts'
import { attributeOf } from '../types/members.ts'
import { moduleOf, typeAt } from '../types/root.ts'
import type { Type } from '../types/type.ts'
import { isPlainValue } from '../values.ts'

/** A mock that cannot be awaited, in the place of a coroutine function that the test comes to await. */
export interface PlainMock {
  /** The reference to the mock's class. */
  readonly mock: Node
  /** What is patched, as messages show it. */
  readonly target: string
}

const MOCK = /^unittest\.mock\.(Magic)?Mock$/
/** Arguments that do not make the result of a mock awaitable. */
const HARMLESS: readonly string[] = ['name', 'return_value']
/** What a test says of a mock that is not to be called, or that it makes otherwise later. */
const SPECIAL = /^(assert_not_called|called|call_count|side_effect|return_value|configure_mock)$/

/** The mock that a call of `patch` or `patch.object` puts in the place of a coroutine function, where awaiting it fails. */
export function plainMock(call: Node<'call'>, file: PythonFile): PlainMock | undefined {
  const [first, second, third] = argumentsOf(call).filter(argument => !is(argument, 'keyword_argument'))
  const isObject = file.nameOf(field(call, 'function')) === 'unittest.mock.patch.object'
  const given = (isObject ? third : second) ?? keywordOf(call, 'new')
  const mock = given ? plainMockClass(given, file) : keywordOf(call, 'new_callable')
  const scope = patchedScope(call)
  if (!mock || !MOCK.test(file.nameOf(mock) ?? '') || !first || !scope || isSpecial(scope)) return undefined
  const path = stringText(isObject ? (second ?? first) : first)
  if (path === undefined || isExpectedToFail(scope, 'TypeError')) return undefined
  const isCoroutine = isObject ? isCoroutineMember(first, path, file) : isCoroutineFunction(typeNamed(path, file))
  const name = path.slice(path.lastIndexOf('.') + 1)
  if (!isCoroutine || !comesToAwait(scope, name, file)) return undefined
  return { mock, target: isObject ? `${first.text}.${path}` : path }
}

/** The code for which a patch holds: the body of a `with` statement, or of the function that is decorated. */
function patchedScope(call: Node<'call'>): Node | undefined {
  const statement = closest(call, 'with_statement')
  if (statement && contextsOf(statement).includes(call)) return field(statement, 'body')
  const decorated = is(call.parent, 'decorator') ? call.parent.parent : undefined
  const definition = is(decorated, 'decorated_definition') ? field(decorated, 'definition') : undefined
  return is(definition, 'function_definition') ? field(definition, 'body') : undefined
}

/** The class of a mock that is made where it is given, whose calls give a plain value. */
function plainMockClass(given: Node, file: PythonFile): Node | undefined {
  const made = unwrap(given)
  if (!is(made, 'call')) return undefined
  const isHarmless = argumentsOf(made).every(
    argument => is(argument, 'keyword_argument') && HARMLESS.includes(field(argument, 'name').text),
  )
  const result = keywordOf(made, 'return_value')
  return isHarmless && (!result || isPlain(result, file)) ? field(made, 'function') : undefined
}

/** Whether a value certainly cannot be awaited. */
function isPlain(value: Node, file: PythonFile): boolean {
  const name = is(value, 'call') ? file.nameOf(field(value, 'function')) : undefined
  return name === undefined ? isPlainValue(typeAt(value, file)) : MOCK.test(name)
}

/** Whether code counts on no call or on a failure, or makes a mock something else later. */
function isSpecial(scope: Node): boolean {
  const around = closest(scope, 'function_definition', 'module') ?? scope
  return [...descendants(around)].some(
    node =>
      (is(node, 'attribute') && SPECIAL.test(field(node, 'attribute').text)) ||
      (is(node, 'call') && /(^|\.)(raises|assertRaises\w*)$/.test(field(node, 'function').text)),
  )
}

function isCoroutineMember(object: Node, name: string, file: PythonFile): boolean {
  const owner = file.definitionOf(object)
  // What a file patches itself has no certain type there.
  const own = is(owner, 'class_definition')
    ? file.bindings.scopes.get(owner)?.bindings.get(name)?.definitions
    : undefined
  const [method, ...others] = own ?? []
  if (method) return others.length === 0 && is(method.site, 'function_definition') && isAsync(method.site)
  return isCoroutineFunction(attributeOf(typeAt(object, file), name))
}

/** What a dotted name stands for: a member of a module, or of a class there. */
function typeNamed(path: string, file: PythonFile): Type | undefined {
  const parts = path.split('.')
  for (let length = parts.length - 1; length > 0; length--) {
    const module = moduleOf(file).find(parts.slice(0, length).join('.'))
    if (!module) continue
    let type: Type | undefined = { kind: 'module', module }
    for (const part of parts.slice(length)) type = attributeOf(type, part)
    return type
  }
  return undefined
}

function isCoroutineFunction(type: Type | undefined): boolean {
  if (type?.kind !== 'function' || type.functions.length !== 1 || type.doubt) return false
  return type.functions.every(({ summary }) => summary.isAsync && !summary.isGenerator)
}

/** Whether code certainly awaits a call of what has a name: itself, or in a coroutine function that it calls. */
function comesToAwait(scope: Node, name: string, file: PythonFile): boolean {
  if (awaitsCallOf(name, scope, file)) return true
  return callsOnAllPaths(scope).some(call => {
    const callee = file.definitionOf(field(call, 'function'))
    return is(callee, 'function_definition') && isAsync(callee) && awaitsCallOf(name, field(callee, 'body'), file)
  })
}

function awaitsCallOf(name: string, body: Node, file: PythonFile): boolean {
  return callsOnAllPaths(body).some(call => {
    const callee = field(call, 'function')
    const last = is(callee, 'attribute') ? field(callee, 'attribute') : callee
    return last.text === name && file.useOf(call) === 'awaited'
  })
}

/** The calls that code makes whenever it runs. */
function callsOnAllPaths(body: Node): Node<'call'>[] {
  return [...descendants(body, node => !SOMETIMES.has(node.kind))].filter(node => is(node, 'call'))
}

/** What is not run at all, or not whenever the code around it is. */
const SOMETIMES: ReadonlySet<string> = new Set([
  'boolean_operator',
  'class_definition',
  'conditional_expression',
  'except_clause',
  'for_statement',
  'function_definition',
  'generator_expression',
  'if_statement',
  'lambda',
  'list_comprehension',
  'match_statement',
  'while_statement',
])
