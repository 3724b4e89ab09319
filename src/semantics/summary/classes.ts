import { field, is, type Node } from '../../syntax/node.ts'
import { declarationsOf, typeParametersOf } from './declarations.ts'
import { exprOf } from './expressions.ts'
import { decorated } from './functions.ts'
import { settersIn } from './setters.ts'
import { replacingFor, type Source } from './source.ts'
import type { Bound, ClassSummary, Expr } from './summary.ts'

type Class = Node<'class_definition'>

/** Kept with the node itself: weak maps of that size cost the garbage collector dearly. */
const SUMMARY: unique symbol = Symbol('summary')

/** What a class of a file says to others; the same object for the same node each time. */
export function classSummary(node: Class, source: Source): ClassSummary {
  const noted = node as { [SUMMARY]?: ClassSummary }
  noted[SUMMARY] ??= new LiveClass(node, source)
  return noted[SUMMARY]
}

/** A class whose tree is at hand. */
class LiveClass implements ClassSummary {
  readonly kind = 'class'
  readonly name: string
  readonly at: number
  readonly line: number
  declare readonly bases?: readonly Expr[]
  declare readonly metaclass?: Expr
  declare readonly hasKeywords?: true
  declare readonly decorators?: readonly Expr[]
  declare readonly typeParameters?: Bound
  declare readonly isOpen?: true
  branch?: number
  readonly #node: Class
  readonly #source: Source
  #members: Bound | undefined
  #setting: ReturnType<typeof settersIn> | undefined

  constructor(node: Class, source: Source) {
    this.#node = node
    this.#source = source
    this.name = field(node, 'name').text
    this.at = node.start
    this.line = source.lineAt(node.start)
    const given = field(node, 'superclasses')?.children ?? []
    const keywords = given.filter(each => is(each, 'keyword_argument'))
    const metaclass = keywords.find(each => field(each, 'name').text === 'metaclass')
    const bases = given.filter(each => !is(each, 'keyword_argument'))
    const list = field(node, 'type_parameters')
    const facts: Partial<ClassSummary> = {
      ...(bases.length > 0 && { bases: bases.map(exprOf) }),
      ...(metaclass && { metaclass: exprOf(field(metaclass, 'value')) }),
      ...(keywords.some(each => each !== metaclass) && { hasKeywords: true }),
      ...decorated(node),
      ...(list && { typeParameters: typeParametersOf(list) }),
      ...(replacingFor(source).open.has(node) && { isOpen: true }),
    }
    Object.assign(this, facts)
  }

  get members(): Bound {
    const scope = this.#source.bindings.scopes.get(this.#node)
    this.#members ??= scope ? declarationsOf(scope, this.#source) : {}
    return this.#members
  }

  methodsSetting(attribute: string): readonly string[] {
    const scope = this.#source.bindings.scopes.get(this.#node)
    this.#setting ??= scope ? settersIn(scope) : new Map()
    return this.#setting.get(attribute) ?? []
  }

  toJSON(): ClassSummary {
    return { ...this, members: this.members }
  }
}
