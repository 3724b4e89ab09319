import type { Runtime } from '../knowledge/runtimes.ts'
import { closest, type Kind, type Node, type Span, within } from '../syntax/node.ts'
import { parse, type Tree } from '../syntax/parse.ts'
import { type Bindings, bind } from './bind.ts'
import { callsOf, isCoroutine, isGiven, isReference, isRunningLoop, originOf } from './calls.ts'
import { Classes } from './classes.ts'
import { damagedSpans } from './damage.ts'
import { classOfMethod, definitionOf, resultOf } from './definitions.ts'
import { elementsOf } from './elements.ts'
import { isExpectedToFail } from './expectations.ts'
import { instanceOf } from './instances.ts'
import type { Instance, Model, ModelOptions, Place, Project, Result, Use } from './model.ts'
import { nameOf } from './names.ts'
import { awaitObstacle, placeOf, runsOnLoop } from './places.ts'
import { remarksOn } from './remarks.ts'
import { runtimeOf } from './runtime.ts'
import type { Binding, Scope } from './scopes.ts'
import { useOf } from './uses.ts'

/** What a Python file means: all that a transform or a fix verb may ask. Answers are found when asked, and kept. */
export class PythonFile implements Model {
  readonly path: string
  readonly tree: Tree
  readonly options: ModelOptions
  readonly project: Project | undefined
  #bindings: Bindings | undefined
  #runtime: Runtime | undefined
  #damaged: readonly Span[] | undefined
  readonly #classes = new Classes(this)
  readonly #names = new Map<Node, string | undefined>()
  readonly #instances = new Map<Node, Instance | undefined>()

  constructor(path: string, source: string, options: ModelOptions, project?: Project) {
    this.path = path
    this.tree = parse(source)
    this.options = options
    this.project = project
  }

  get source(): string {
    return this.tree.source
  }

  get bindings(): Bindings {
    this.#bindings ??= bind(this.tree.root)
    return this.#bindings
  }

  /** Dotted name of what an expression certainly stands for, as it would be imported: `time.sleep`, `builtins.open`. */
  nameOf(node: Node): string | undefined {
    return remember(this.#names, node, () => nameOf(node, this))
  }

  /** The class that an expression's value is certainly an instance of. */
  instanceOf(node: Node): Instance | undefined {
    return remember(this.#instances, node, () => instanceOf(node, this))
  }

  bindingOf(identifier: Node): Binding | undefined {
    return this.bindings.of.get(identifier)
  }

  /** The scope in which the names of a node are looked up. */
  scopeOf(node: Node): Scope {
    for (let child = node, parent = node.parent; parent; child = parent, parent = parent.parent) {
      const scope =
        child.role === 'body' || !OPENED_BY_BODY.includes(parent.kind) ? this.bindings.scopes.get(parent) : undefined
      if (scope) return scope
    }
    return this.bindings.module
  }

  /** What runs the code of a node. */
  placeOf(node: Node): Place {
    return placeOf(node)
  }

  /** Whether an event loop waits while the code of a node runs. */
  runsOnLoop(node: Node): boolean {
    return runsOnLoop(node)
  }

  /** Why an `await` cannot stand at a node, or undefined where it can. */
  awaitObstacle(node: Node): string | undefined {
    return awaitObstacle(node, this.options.target)
  }

  /** The function or class of this file that an expression certainly stands for. */
  definitionOf(callee: Node): Node<'function_definition' | 'class_definition'> | undefined {
    return definitionOf(callee, this, this.#classes)
  }

  /** What a call gives. */
  resultOf(call: Node<'call'>): Result {
    return resultOf(call, this)
  }

  /** The call that made the object a method is called on or that a function is given; the call itself if it makes one. */
  originOf(call: Node<'call'>): Node<'call'> | undefined {
    return originOf(call, this)
  }

  /** Whether one of a call's arguments is certainly an instance of a class. */
  isGiven(call: Node<'call'>, className: string): boolean {
    return isGiven(call, className, this)
  }

  /** Whether an expression is certainly the loop that runs the code: got in a coroutine by `get_running_loop()` or its like. */
  isRunningLoop(expression: Node): boolean {
    return isRunningLoop(expression, this)
  }

  /** Whether the code around a node counts on its going wrong, as tests do; with a name, on this exception too. */
  isExpectedToFail(node: Node, exception?: string): boolean {
    return isExpectedToFail(node, exception)
  }

  /** Whether an expression certainly gives a coroutine: the call of one, or a name for such a call that has no other use. */
  isCoroutine(expression: Node): boolean {
    return isCoroutine(expression, this)
  }

  /** The expressions that make the elements of a collection; nothing where there may be others. */
  elementsOf(collection: Node): readonly Node[] {
    return elementsOf(collection, this)
  }

  /** Whether an attribute or identifier reads what it names, instead of binding it. */
  isReference(node: Node<'attribute' | 'identifier'>): boolean {
    return isReference(node, this)
  }

  /** The calls in this file that certainly call a function. */
  callsOf(definition: Node<'function_definition'>): Node<'call'>[] {
    return callsOf(definition, this)
  }

  /** The class in whose body a function stands. */
  classOf(definition: Node<'function_definition'>): Node<'class_definition'> | undefined {
    return classOfMethod(definition)
  }

  /** The comment at the end of a node's line and those on the lines directly above it, as one text. */
  remarksOn(node: Node): string {
    return remarksOn(node, this.tree)
  }

  /** What becomes of an expression's value. */
  useOf(expression: Node): Use {
    return useOf(expression)
  }

  /** The library whose event loop the module's coroutines run on. */
  get runtime(): Runtime {
    this.#runtime ??= runtimeOf(this)
    return this.#runtime
  }

  /** Whether a node is in or beside something that does not parse: nothing there is ever edited. */
  isDamaged(node: Node): boolean {
    this.#damaged ??= damagedSpans(this.tree)
    return this.#damaged.some(span => within(node, span))
  }

  /** The nearest node of one of these kinds around a node. */
  enclosing<K extends Kind>(node: Node, ...kinds: K[]): Node<K> | undefined {
    return closest(node.parent, ...kinds)
  }
}

const OPENED_BY_BODY: readonly Kind[] = ['function_definition', 'lambda', 'class_definition']

/** The answer for a node, found once; unknown while it is being found, so that circular code ends. */
function remember<T>(known: Map<Node, T | undefined>, node: Node, find: () => T | undefined): T | undefined {
  if (known.has(node)) return known.get(node)
  known.set(node, undefined)
  const answer = find()
  known.set(node, answer)
  return answer
}
