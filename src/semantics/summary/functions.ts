import { argumentsOf, descendants, descendantsOf, field, is, isAsync, type Node } from '../../syntax/node.ts'
import { isStub } from '../functions.ts'
import type { Scope } from '../scopes.ts'
import { callsIn } from './calls.ts'
import { declarationsOf, typeParametersOf } from './declarations.ts'
import { exprOf, parametersOf } from './expressions.ts'
import { namesIn } from './free-names.ts'
import { setBy } from './setters.ts'
import { type Source, scopeOfFunction } from './source.ts'
import type { Bound, Call, Expr, FunctionSummary, Parameter, Variable } from './summary.ts'

type Function = Node<'function_definition'>

/** Kept with the node itself: weak maps of that size cost the garbage collector dearly. */
const SUMMARY: unique symbol = Symbol('summary')

/** What a function of a file says to others; the same object for the same node each time. */
export function functionSummary(node: Function, source: Source): LiveFunction {
  const noted = node as { [SUMMARY]?: LiveFunction }
  noted[SUMMARY] ??= new LiveFunction(node, source)
  return noted[SUMMARY]
}

/** A function whose tree is at hand: its locals are read when they are asked for, and left out where nobody needs them. */
export class LiveFunction implements FunctionSummary {
  readonly kind = 'function'
  readonly name: string
  readonly at: number
  readonly line: number
  declare readonly isAsync?: true
  declare readonly isGenerator?: true
  declare readonly isStub?: true
  declare readonly onlyRaises?: true
  declare readonly counts?: true
  declare readonly decorators?: readonly Expr[]
  declare readonly typeParameters?: Bound
  declare readonly returns?: Expr
  declare readonly gives?: readonly Expr[]
  declare readonly yields?: readonly Expr[]
  branch?: number
  readonly parameters: readonly Parameter[]
  readonly #node: Function
  readonly #source: Source
  #locals: Bound | undefined
  #sets: FunctionSummary['sets'] | undefined
  #calls: readonly Call[] | undefined

  constructor(node: Function, source: Source) {
    this.#node = node
    this.#source = source
    this.name = field(node, 'name').text
    this.at = node.start
    this.line = source.lineAt(node.start)
    const [list, returns] = [field(node, 'type_parameters'), field(node, 'return_type')]
    const own = ownNodes(node)
    const yields = own.filter(each => is(each, 'yield'))
    const facts: Partial<FunctionSummary> = {
      ...(isAsync(node) && { isAsync: true }),
      ...(yields.length > 0 && { isGenerator: true }),
      ...(isStub(node) && { isStub: true }),
      ...(onlyRaises(node) && { onlyRaises: true }),
      ...(counts(field(node, 'body'), source) && { counts: true }),
      ...decorated(node),
      ...(list && { typeParameters: typeParametersOf(list) }),
      ...(returns && { returns: exprOf(returns) }),
      ...(!returns && !source.isStub && { gives: givenBy(node, own) }),
      ...(!returns &&
        yields.length > 0 && { yields: yields.map(each => (exprOf(each) as readonly [string, Expr])[1]) }),
    }
    Object.assign(this, facts)
    this.parameters = parametersOf(field(node, 'parameters'))
  }

  get locals(): Bound {
    this.#locals ??= this.#scope ? declarationsOf(this.#scope, this.#source) : {}
    return this.#locals
  }

  /** The names of the locals, each between two spaces. */
  get localNames(): string {
    return ` ${[...(this.#scope?.bindings.keys() ?? [])].join(' ')} `
  }

  get #scope(): Scope | undefined {
    return scopeOfFunction(this.#node, this.#source)
  }

  get sets(): Readonly<Record<string, readonly Variable[]>> {
    this.#sets ??= setBy(this.#node)
    return this.#sets
  }

  get calls(): readonly Call[] {
    if (!this.#calls) {
      const isPlain = !this.isAsync && !this.isGenerator && !this.#source.isStub
      const found = isPlain ? callsIn(this.#node, ownNodes(this.#node)) : []
      this.#calls = found.map(each => ({ ...each, line: this.#source.lineAt(each.at) }))
    }
    return this.#calls
  }

  /** Of the locals those that what it gives, sets and calls depends on. */
  get needed(): Bound {
    const assigned = Object.values(this.sets).flatMap(each =>
      each.flatMap(({ value, type }) => [value ?? '', type ?? '']),
    )
    const called = this.calls.map(({ call }) => call)
    return namesIn([...(this.gives ?? []), ...(this.yields ?? []), ...assigned, ...called], this.locals)
  }

  /** One that is a local of another is read with it. */
  toJSON(): FunctionSummary {
    const { sets, calls, needed: locals } = this
    return {
      ...this,
      ...(Object.keys(sets).length > 0 && { sets }),
      ...(calls.length > 0 && { calls }),
      ...(Object.keys(locals).length > 0 && { locals }),
    }
  }
}

/** The decorators of a function or class. */
export function decorated({ parent }: Node): { readonly decorators?: readonly Expr[] } {
  if (!is(parent, 'decorated_definition')) return {}
  const decorators = parent.children.filter(child => is(child, 'decorator'))
  return { decorators: decorators.map(({ children: [expression] }) => (expression ? exprOf(expression) : ['?'])) }
}

/** What a function's own code gives, ends by and calls, without functions and classes inside it. */
function ownNodes(node: Function): readonly Node[] {
  const inner = ['function_definition', 'lambda', 'class_definition'] as const
  return descendantsOf(field(node, 'body'), ['call', 'raise_statement', 'return_statement', 'yield'], inner)
}

/** Functions with more `return` statements than this are not followed. */
const MOST_RETURNS = 12

function givenBy(node: Function, own: readonly Node[]): readonly Expr[] {
  const returns = own.filter(each => is(each, 'return_statement'))
  if (returns.length > MOST_RETURNS) return [['?']]
  const given = returns.map(({ children: [value] }): Expr => (value ? exprOf(value) : ['none']))
  return canEnd(field(node, 'body')) ? [...given, ['none']] : given
}

/** Whether control can reach the end of a block: a careful guess, where `while True` and exhaustive branches do not end. */
function canEnd(block: Node): boolean {
  const last = block.children.at(-1)
  if (!last || is(last, 'return_statement', 'raise_statement', 'continue_statement', 'break_statement')) return !last
  if (is(last, 'with_statement')) return canEnd(field(last, 'body'))
  if (is(last, 'while_statement')) {
    return (
      field(last, 'condition').kind !== 'true' || descendantsOf(field(last, 'body'), ['break_statement']).length > 0
    )
  }
  if (is(last, 'if_statement')) {
    const branches = [...descendants(last, each => each === last || is(each, 'elif_clause', 'else_clause'))]
    const hasElse = last.children.some(child => is(child, 'else_clause'))
    return !hasElse || branches.some(each => is(each, 'block') && canEnd(each))
  }
  if (is(last, 'try_statement')) {
    const ending = last.children.find(child => is(child, 'finally_clause'))
    const blocks = last.children.flatMap(child =>
      is(child, 'block')
        ? [child]
        : is(child, 'except_clause', 'else_clause')
          ? child.children.filter(each => is(each, 'block'))
          : [],
    )
    if (ending && !ending.children.every(each => !is(each, 'block') || canEnd(each))) return false
    const [body, ...others] = blocks
    const hasElse = last.children.some(child => is(child, 'else_clause'))
    return (body !== undefined && !hasElse && canEnd(body)) || others.some(canEnd)
  }
  return true
}

/** Whether a loop stands in a block over a `range` whose bounds may be constants. */
function counts(block: Node<'block'>, source: Source): boolean {
  const isOfModule = (name: Node) => source.bindings.of.get(name)?.scope.kind === 'module'
  return block.children.some(each => {
    if (is(each, 'with_statement')) return counts(field(each, 'body'), source)
    const ranges = is(each, 'for_statement') ? descendantsOf(field(each, 'right'), ['call']) : []
    const bounds = ranges.filter(call => field(call, 'function').text === 'range').flatMap(argumentsOf)
    return bounds.some(bound => descendantsOf(bound, ['identifier']).every(isOfModule))
  })
}

function onlyRaises(node: Function): boolean {
  const statements = field(node, 'body').children
  const isRaise = statements.some(statement => is(statement, 'raise_statement'))
  return (
    isRaise &&
    statements.every(
      each =>
        is(each, 'raise_statement') || (is(each, 'expression_statement') && is(each.children[0], 'string', 'call')),
    )
  )
}
