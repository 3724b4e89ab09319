import type { PythonFile } from '../semantics/python-file.ts'
import { argumentsOf, descendants, field, is, type Node, unwrap } from '../syntax/node.ts'
import type { FixBuilder } from './builder.ts'
import { cautionCallback, executorCall } from './executor.ts'
import { firstFree } from './fresh-names.ts'

/** Functions whose calls only make a value of their arguments. */
const PURE: ReadonlySet<string> = new Set([
  'builtins.str',
  'os.fspath',
  'os.path.abspath',
  'os.path.join',
  'pathlib.Path',
])

/**
 * Turns a chain of calls into a lambda that the executor calls. What the calls are given and another task could change
 * until the thread begins, or that means something here only (`super()`, a context variable), is evaluated here, as
 * the default of a parameter: `lambda path=self.path: open(path).read()`.
 */
export function moveToThreadAsLambda(expression: Node<'call'>, chain: ReadonlySet<Node>, fix: FixBuilder): void {
  for (const node of descendants(expression)) {
    if (is(node, 'yield', 'named_expression'))
      fix.refuse(`a lambda in a thread cannot hold the \`${node.text}\` of this expression`)
  }
  const all = operandsOf(expression, chain, fix.file)
  for (const operand of all) cautionCallback(is(operand.parent, 'keyword_argument') ? operand.parent : operand, fix)
  const operands = all.filter(operand => !isSteady(operand, fix.file))
  const taken = new Set(namesIn(expression, operands))
  const parameters: string[] = []
  for (const operand of operands) {
    if (is(operand, 'generator_expression')) fix.caution('what the call is given is then evaluated in the thread too')
    const name = parameterName(operand, taken, fix.file)
    taken.add(name)
    parameters.push(`${name}=${operand.text}`)
    fix.replace(operand, is(operand.parent, 'call') && operand.role === 'arguments' ? `(${name})` : name)
  }
  const header = parameters.length > 0 ? `lambda ${parameters.join(', ')}: ` : 'lambda: '
  const [before = '', after = ''] = executorCall(fix, '\0').split('\0')
  fix.wrap(expression, before + header, after)
}

/** The names that the lambda will use, apart from its parameters. */
function namesIn(expression: Node, operands: readonly Node[]): string[] {
  const isName = (node: Node) =>
    is(node, 'identifier') &&
    !(is(node.parent, 'attribute') && node.role === 'attribute') &&
    !(is(node.parent, 'keyword_argument') && node.role === 'name')
  return [...descendants(expression, node => !operands.includes(node))]
    .filter(node => isName(node) && !operands.includes(node))
    .map(({ text }) => text)
}

/** What the calls of a chain are called on and given, in the order of the source. */
function operandsOf(call: Node<'call'>, chain: ReadonlySet<Node>, file: PythonFile): Node[] {
  const operands = (node: Node): Node[] => {
    if (is(node, 'keyword_argument')) return operands(field(node, 'value'))
    if (is(node, 'list_splat', 'dictionary_splat')) return node.children.flatMap(operands)
    return is(node, 'call') && chain.has(node) ? operandsOf(node, chain, file) : [node]
  }
  const callee = field(call, 'function')
  const receiver = is(callee, 'attribute') ? field(callee, 'object') : undefined
  // A library's own object moves with its method: `connection.cursor().execute(…)`.
  const isLibrary = is(receiver, 'call') && file.instanceOf(receiver)?.name !== undefined
  const before = isLibrary ? operandsOf(receiver, chain, file) : receiver ? operands(receiver) : []
  return [...before, ...argumentsOf(call).flatMap(operands)]
}

/** Whether an expression gives the same in the thread, a little later, as it would here. */
function isSteady(expression: Node, file: PythonFile): boolean {
  const node = unwrap(expression)
  switch (node.kind) {
    case 'integer':
    case 'float':
    case 'true':
    case 'false':
    case 'none':
      return true
    case 'string':
    case 'concatenated_string':
    case 'list':
    case 'tuple':
    case 'binary_operator':
    case 'unary_operator':
      return node.children.every(child => isPunctuation(child) || isSteady(child, file))
    case 'interpolation':
      return node.children[0] !== undefined && isSteady(node.children[0], file)
    case 'identifier':
      return isSteadyName(node, file)
    case 'attribute':
      return (
        file.nameOf(node) !== undefined && file.instanceOf(field(node as Node<'attribute'>, 'object')) === undefined
      )
    default:
      return (
        is(node, 'call') &&
        PURE.has(file.nameOf(field(node, 'function')) ?? '') &&
        argumentsOf(node).every(argument => isSteady(argument, file))
      )
  }
}

function isPunctuation({ kind }: Node): boolean {
  return !/^[a-z]/.test(kind) || kind.startsWith('string_') || kind === 'escape_sequence'
}

/** Whether only this very coroutine can bind a name anew, or nothing does. */
function isSteadyName(name: Node, file: PythonFile): boolean {
  const binding = file.bindingOf(name)
  if (!binding) return true
  if (binding.scope.kind === 'module') return binding.definitions.length === 1
  const { node: owner } = file.placeOf(name)
  return binding.definitions.every(
    definition => file.placeOf(definition.name).node === owner || definition.how === 'parameter',
  )
}

/** A short name for what an expression gives, that nothing in the call is called yet. */
function parameterName(expression: Node, taken: ReadonlySet<string>, file: PythonFile): string {
  const node = unwrap(expression)
  const keyword = is(node.parent, 'keyword_argument') ? field(node.parent, 'name') : undefined
  const named = is(node, 'attribute') ? field(node, 'attribute') : is(node, 'identifier') ? node : keyword
  const wanted = named && /^[a-z]\w*$/i.test(named.text) && !file.isBuiltin(named.text) ? named.text : 'value'
  return firstFree(wanted, name => taken.has(name) && !(is(node, 'identifier') && name === node.text))
}
